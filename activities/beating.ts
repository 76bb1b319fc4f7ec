import { Context } from '@temporalio/activity';

/** Well below every heartbeat timeout. Each beat also learns whether the activity was cancelled. */
const BEAT_MS = 10_000;

/** What each running activity said last of how far it is. */
const said = new WeakMap<Context, unknown>();

/** Says how far the running activity is: a heartbeat (the SDK sends few of many), repeated by `beating` until the next. */
export function progress(details: unknown): void {
  const context = Context.current();
  said.set(context, details);
  context.heartbeat(details);
}

/**
 * Heartbeats while `work` runs, however long a single request or query of it takes: Label Studio may need minutes when
 * SQLite is locked, so does a store for the digest of a large object. Requests have timeouts of their own, so this
 * keeps no dead attempt alive. Each beat carries the last `progress`, at first `details`.
 */
export async function beating<T>(details: unknown, work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  progress(details);
  const beat = setInterval(() => context.heartbeat(said.get(context)), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

/** Activities that heartbeat as long as they run. */
export function withBeats<Activities extends object>(activities: Activities): Activities {
  const steps = Object.entries(activities) as [string, (...args: unknown[]) => Promise<unknown>][];
  const beaten = steps.map(([name, step]) => [
    name,
    (...args: unknown[]) => beating({ running: name }, () => step(...args)),
  ]);
  // Each function is exchanged for one of the same type.
  return Object.fromEntries(beaten) as Activities;
}
