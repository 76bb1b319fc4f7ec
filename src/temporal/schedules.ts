import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
} from '@temporalio/client';
import { z } from 'zod';
import type { ConfigRef } from '../contracts/artifact';
import type { LoopConfig } from '../contracts/loop-config';
import { LOOP_ATTRIBUTE } from '../contracts/search-attributes';
import { scheduleId } from '../domain/workflow-ids';
import { isSchedule, loopSchedule } from './loop-schedule';

/** A loop by its Schedule. Instants are ISO 8601 UTC. */
export interface ScheduledLoop {
  loop: string;
  configRef: ConfigRef;
  paused: boolean;
  note: string | null;
  /** The next times it will start a round; they stand also while it is paused. */
  nextTimes: string[];
  /** How many times came and went without a round since the Schedule exists: Temporal was down for longer than a tick may be late. */
  missedTicks: number;
  /** The newest rounds that it started, oldest first; Temporal remembers ten. */
  ticks: Tick[];
}

/** One time at which a Schedule started a round, by itself or because somebody asked it to. */
export interface Tick {
  round: string;
  at: string;
}

/** There is no Schedule of this loop. */
export class LoopUnknown extends Error {
  override readonly name = 'LoopUnknown';
  readonly remedy = '`annoloop loop list` shows which there are; `annoloop apply FILE` makes one.';

  constructor(loop: string, namespace: string) {
    super(`there is no loop '${loop}' in namespace '${namespace}'`);
  }
}

const inputSchema = z.object({
  loop: z.string(),
  configRef: z.object({ bucket: z.string(), key: z.string(), sha256: z.string() }),
});

/** The loop as its Schedule has it. @throws LoopUnknown */
export async function findLoop(client: Client, loop: string): Promise<ScheduledLoop> {
  const found = await lookUpLoop(client, loop);
  if (found === null) throw new LoopUnknown(loop, client.options.namespace);
  return found;
}

/** The same, or null where there is no such Schedule. */
export async function lookUpLoop(client: Client, loop: string): Promise<ScheduledLoop | null> {
  const description = await describe(client, loop);
  return description && scheduledLoop(description);
}

/** All loops of the namespace, by name. New ones appear within a second or so: this reads Temporal's visibility store. */
export async function listLoops(client: Client): Promise<ScheduledLoop[]> {
  const loops: ScheduledLoop[] = [];
  for await (const { scheduleId: id, typedSearchAttributes } of client.schedule.list()) {
    const loop = typedSearchAttributes?.get(LOOP_ATTRIBUTE);
    if (loop === undefined || id !== scheduleId(loop)) continue;
    const found = await lookUpLoop(client, loop);
    if (found) loops.push(found);
  }
  return loops.sort((a, b) => (a.loop < b.loop ? -1 : 1));
}

/** What `ensureSchedule` would do. */
export async function planSchedule(
  client: Client,
  config: LoopConfig,
  configRef: ConfigRef,
): Promise<'created' | 'updated' | 'unchanged'> {
  const present = await describe(client, config.name);
  if (present === null) return 'created';
  return isSchedule(present, loopSchedule(config, configRef), config.schedule) ? 'unchanged' : 'updated';
}

/**
 * Makes the Schedule of a loop what its configuration says; an operator's pause and note stay. Of two who apply at once
 * one creates and the other updates.
 */
export async function ensureSchedule(
  client: Client,
  config: LoopConfig,
  configRef: ConfigRef,
): Promise<'created' | 'updated' | 'unchanged'> {
  const wanted = loopSchedule(config, configRef);
  try {
    await client.schedule.create(wanted);
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  const handle = client.schedule.getHandle(wanted.scheduleId);
  if (isSchedule(await handle.describe(), wanted, config.schedule)) return 'unchanged';
  const { scheduleId: _, ...changes } = wanted;
  await handle.update(({ state: { paused, note } }) => ({
    ...changes,
    state: { paused, ...(note !== undefined && { note }) },
  }));
  return 'updated';
}

/** @throws LoopUnknown */
export async function pauseLoop(client: Client, loop: string, note: string): Promise<void> {
  await known(client, loop, () => client.schedule.getHandle(scheduleId(loop)).pause(note));
}

/** @throws LoopUnknown */
export async function resumeLoop(client: Client, loop: string, note: string): Promise<void> {
  await known(client, loop, () => client.schedule.getHandle(scheduleId(loop)).unpause(note));
}

/** Deletes the Schedule alone: open rounds and the gate run on. @throws LoopUnknown */
export async function deleteLoop(client: Client, loop: string): Promise<void> {
  await known(client, loop, () => client.schedule.getHandle(scheduleId(loop)).delete());
}

async function describe(client: Client, loop: string): Promise<ScheduleDescription | null> {
  try {
    return await client.schedule.getHandle(scheduleId(loop)).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

function scheduledLoop({ action, state, info }: ScheduleDescription): ScheduledLoop | null {
  const input = inputSchema.safeParse(action.args?.[0]);
  if (!input.success) return null;
  return {
    ...input.data,
    paused: state.paused,
    note: state.note ?? null,
    nextTimes: info.nextActionTimes.map((time) => time.toISOString()),
    missedTicks: info.numActionsMissedCatchupWindow,
    ticks: info.recentActions
      .map(({ action, scheduledAt }) => ({ round: action.workflow.workflowId, at: scheduledAt.toISOString() }))
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
  };
}

async function known<T>(client: Client, loop: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw new LoopUnknown(loop, client.options.namespace);
    throw error;
  }
}
