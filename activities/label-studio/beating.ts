import { Context } from '@temporalio/activity';

/** Well below the heartbeat timeout of two minutes. Each beat also learns whether the activity was cancelled. */
const BEAT_MS = 10_000;

/**
 * Heartbeats while `work` runs: a single request to Label Studio may take minutes when SQLite is locked. Requests have
 * timeouts of their own, so this keeps no dead attempt alive.
 */
export async function beating<T>(details: unknown, work: () => Promise<T>): Promise<T> {
  const { heartbeat } = Context.current();
  const beat = setInterval(() => heartbeat(details), BEAT_MS);
  heartbeat(details);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
