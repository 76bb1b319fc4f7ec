/** Objects per activity: large enough that an activity's 10-20 ms do not count, small enough to repeat in a minute. */
export const BATCH = 100;
/** A worker copies the objects of a batch side by side already; more batches at once only help more workers. */
const BATCHES_AT_ONCE = 4;

/** Runs a step for every batch of `rows`, a few at once, and returns the results in order. */
export async function inBatches<T>(rows: number, run: (offset: number) => Promise<T>): Promise<T[]> {
  const offsets = Array.from({ length: Math.ceil(rows / BATCH) }, (_, batch) => batch * BATCH);
  const results: T[] = [];
  const left = offsets.entries();
  const lane = async (): Promise<void> => {
    for (const [index, offset] of left) results[index] = await run(offset);
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, lane));
  return results;
}
