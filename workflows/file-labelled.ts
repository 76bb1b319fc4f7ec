import type { Filed } from '../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../src/contracts/artifact';
import { BATCH, inBatches } from './batches';
import * as remote from './remote-steps';

export interface FilingInput extends RoundScope {
  draw: ArtifactRef;
  labels: ArtifactRef;
  /** The filing that this one amends. */
  previous: ArtifactRef | null;
  version: number;
}

/**
 * Files every labelled item under its class: copies and verifies all of them, writes down where they went, and only then
 * deletes what was moved. Every step may be repeated at any time.
 */
export async function fileLabelled(input: FilingInput): Promise<Filed> {
  const { draw, labels, previous, version, ...scope } = input;

  const parts = await inBatches(labels.rows, (offset) =>
    remote.copyObjects.executeWithOptions({ summary: `copy and verify from ${offset}` }, [
      { ...scope, draw, labels, previous, version, offset, limit: BATCH },
    ]),
  );
  const recorded = await remote.recordFiling({ ...scope, version, parts: parts.map(({ part }) => part) });
  const { filing } = recorded;
  if (recorded.toDelete > 0) {
    await inBatches(filing.rows, (offset) =>
      remote.deleteSources.executeWithOptions({ summary: `delete moved sources from ${offset}` }, [
        { ...scope, filing, offset, limit: BATCH },
      ]),
    );
  }
  return { filing, counts: recorded.counts };
}
