import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import type { ConfigRef } from '../contracts/artifact';
import { LOOP_ATTRIBUTE } from '../contracts/search-attributes';
import { scheduleId } from '../domain/workflow-ids';
import type { LoopDirectory } from './port';

const configRefSchema: z.ZodType<ConfigRef> = z.object({ bucket: z.string(), key: z.string(), sha256: z.string() });
const inputSchema = z.object({ configRef: configRefSchema });

/**
 * Finds a loop by its Schedule, whose action carries the configuration in force. Where the Schedule was deleted, its
 * rounds live on: the newest one's memo says what they ran with.
 */
export function temporalLoopDirectory(client: Client): LoopDirectory {
  return {
    async find(loop) {
      return (await refOfSchedule(client, loop)) ?? (await refOfNewestRound(client, loop));
    },
  };
}

async function refOfSchedule(client: Client, loop: string): Promise<ConfigRef | null> {
  try {
    const { action } = await client.schedule.getHandle(scheduleId(loop)).describe();
    return inputSchema.safeParse(action.args?.[0]).data?.configRef ?? null;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** Visibility lists the newest first. A round that somebody started by hand may have no memo. */
async function refOfNewestRound(client: Client, loop: string): Promise<ConfigRef | null> {
  // A quote in a name would end the string of the query: no such loop can exist.
  if (/["'\\]/.test(loop)) return null;
  const query = `WorkflowType = 'annotationRound' AND ${LOOP_ATTRIBUTE.name} = '${loop}'`;
  let left = 20;
  for await (const found of client.workflow.list({ query, pageSize: left })) {
    const ref = configRefSchema.safeParse(found.memo?.configRef).data;
    if (ref !== undefined) return ref;
    if (--left === 0) break;
  }
  return null;
}
