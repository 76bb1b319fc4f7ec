import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { RoundResult } from '../../workflows/round/round-input';
import type { RoundStatus } from '../contracts/status';
import { NotRunning, roundStatus } from './operate-round';
import { pendingMessage } from './pending-message';

/** One look at a round: its status with what its pending activity said last, or how it ended. */
export type RoundSight =
  | { kind: 'running'; status: RoundStatus; progress: string | null }
  | { kind: 'ended'; result: RoundResult }
  /** Terminated, cancelled or failed. */
  | { kind: 'broken'; why: string };

/** Queries cost a worker little, and people look no faster. */
const LOOK_EVERY_MS = 1_000;

/**
 * Looks at a round again and again until it has ended; the caller stops where it has seen enough.
 * @throws NoWorkerAnswered
 */
export async function* watchRound(client: Client, round: string): AsyncGenerator<RoundSight> {
  for (;;) {
    try {
      const status = await roundStatus(client, round);
      yield { kind: 'running', status, progress: await pendingMessage(client, round) };
    } catch (error) {
      if (!(error instanceof NotRunning)) throw error;
      yield await ending(client, round);
      return;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

async function ending(client: Client, round: string): Promise<RoundSight> {
  try {
    return { kind: 'ended', result: await client.workflow.getHandle(round).result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { kind: 'broken', why: error.cause?.message ?? error.message };
  }
}
