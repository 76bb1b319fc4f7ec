import { setTimeout as pause } from 'node:timers/promises';
import { ObjectStoreError, StoreUnavailable } from '../../src/object-store/errors';

/**
 * Runs `work` over `items`, at most `width` at once, and returns the results in the order of the items. An item that the
 * store could not serve for now is tried again: of hundreds of requests some fail whenever a store throttles, and a batch
 * that began anew for each of them would never end. After a failure that stays no further item is started, and what runs
 * is waited for: nothing of this attempt acts beside the next one.
 * @throws the first failure; of the store's it says how many more there were
 */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const left = items.entries();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const [index, item] of left) {
      if (failed) return;
      try {
        results[index] = await persistently(() => work(item, index));
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const [first, ...more] = lanes.flatMap((lane) => (lane.status === 'rejected' ? [lane.reason as unknown] : []));
  if (first !== undefined) throw withCount(first, more.length);
  return results;
}

/** One that fails alone is that object's trouble, many are the store's: whoever reads the message sees which. */
function withCount(error: unknown, more: number): unknown {
  if (more > 0 && error instanceof ObjectStoreError) error.message += ` (and ${more} more of this batch failed)`;
  return error;
}

const TRIES = 5;
/** Before the second try; doubled before each further one, and half of it at random: many that fail together come back apart. */
const FIRST_PAUSE_MS = 200;
/** A store that asks to be left alone for longer is: the whole activity comes back then. */
const LONGEST_PAUSE_MS = 5000;

async function persistently<R>(work: () => Promise<R>): Promise<R> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tried === TRIES) throw error;
      const asked = error.retryAfterMs ?? 0;
      if (asked > LONGEST_PAUSE_MS) throw error;
      await pause(Math.max(asked, FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random() / 2)));
    }
  }
}
