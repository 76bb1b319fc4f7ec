import type { Filed } from '../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../src/contracts/artifact';
import { data } from './remote-steps';

export interface FilingInput extends RoundScope {
  draw: ArtifactRef;
  labels: ArtifactRef;
  /** The filing that this one amends. */
  previous: ArtifactRef | null;
  version: number;
}

/** Objects per activity: large enough that an activity's 10-20 ms do not count, small enough to repeat in a minute. */
const BATCH = 100;
/** A worker copies the objects of a batch side by side already; more batches at once only help more workers. */
const BATCHES_AT_ONCE = 4;

/**
 * Files every labelled item under its class: copies and verifies all of them, writes down where they went, and only then
 * deletes what was moved. Every step may be repeated at any time.
 */
export async function fileLabelled(input: FilingInput): Promise<Filed> {
  const { draw, labels, previous, version, ...scope } = input;

  const parts = await inBatches(labels.rows, (offset) =>
    data.copyObjects.executeWithOptions({ summary: `copy and verify from ${offset}` }, [
      { ...scope, draw, labels, previous, version, offset, limit: BATCH },
    ]),
  );
  const recorded = await data.recordFiling({ ...scope, version, parts: parts.map(({ part }) => part) });
  const { filing } = recorded;
  if (recorded.toDelete > 0) {
    await inBatches(filing.rows, (offset) =>
      data.deleteSources.executeWithOptions({ summary: `delete moved sources from ${offset}` }, [
        { ...scope, filing, offset, limit: BATCH },
      ]),
    );
  }
  return { filing, counts: recorded.counts };
}

/** Runs a step for every batch of `rows`, a few at once, and returns the results in order. */
async function inBatches<T>(rows: number, run: (offset: number) => Promise<T>): Promise<T[]> {
  const offsets = Array.from({ length: Math.ceil(rows / BATCH) }, (_, batch) => batch * BATCH);
  const results: T[] = [];
  const left = offsets.entries();
  const lane = async (): Promise<void> => {
    for (const [index, offset] of left) results[index] = await run(offset);
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, lane));
  return results;
}
