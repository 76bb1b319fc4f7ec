import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { ConfigRef } from '../contracts/artifact';
import { LOOP_ATTRIBUTE } from '../contracts/search-attributes';
import { MAIN_QUEUE } from '../contracts/task-queues';
import { scheduleId } from '../domain/workflow-ids';
import { findLoop } from './schedules';

/** Temporal starts a triggered round within some 20 ms; a loaded server may need longer. */
const STARTS_WITHIN_MS = 10_000;

/** The Schedule was triggered, and no round came of it. */
export class RoundNotStarted extends Error {
  override readonly name = 'RoundNotStarted';
  readonly remedy = '`annoloop round list LOOP` shows which rounds run.';
}

/**
 * Starts a round through the loop's Schedule, which works while it is paused, and returns its id. The id ends in the second
 * of the trigger: of two within one second, Temporal drops the later.
 * @throws LoopUnknown, RoundNotStarted
 */
export async function triggerRound(client: Client, loop: string): Promise<string> {
  await findLoop(client, loop);
  const handle = client.schedule.getHandle(scheduleId(loop));
  const startedRounds = async (): Promise<string[]> =>
    (await handle.describe()).info.recentActions.map(({ action }) => action.workflow.workflowId);

  const before = new Set(await startedRounds());
  await handle.trigger();
  for (const until = Date.now() + STARTS_WITHIN_MS; Date.now() < until; await sleep(100)) {
    const round = (await startedRounds()).findLast((id) => !before.has(id));
    if (round !== undefined) return round;
  }
  throw new RoundNotStarted(
    `the Schedule of '${loop}' was triggered, but started no round within ${STARTS_WITHIN_MS / 1000} s: was one started in the same second? Then try again`,
  );
}

/**
 * Starts a round again under its id, with the configuration that it claimed its window with: it finds its own claim
 * and goes on from its artifacts. @throws RoundNotStarted where it is running
 */
export async function startRoundAgain(
  client: Client,
  { loop, round, configRef }: { loop: string; round: string; configRef: ConfigRef },
): Promise<void> {
  try {
    await client.workflow.start('annotationRound', {
      workflowId: round,
      taskQueue: MAIN_QUEUE,
      args: [{ loop, configRef }],
      memo: { configRef },
      typedSearchAttributes: [{ key: LOOP_ATTRIBUTE, value: loop }],
      staticSummary: `a round of ${loop}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new RoundNotStarted(`round '${round}' is running, so there is nothing to start again`);
  }
}
