import type { Filed } from '../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../src/contracts/artifact';
import { BATCH, inBatches } from './batches';
import * as remote from './remote-steps';

export interface NoisyInput extends RoundScope {
  census: ArtifactRef;
}

/** Files what the model was sure of under its own label, in the same three steps as people's labels. */
export async function fileNoisy({ census, ...scope }: NoisyInput): Promise<Filed> {
  const { plan } = await remote.planNoisy({ ...scope, census });
  const parts = await inBatches(plan.rows, (offset) =>
    remote.copyNoisy.executeWithOptions({ summary: `copy and verify from ${offset}` }, [
      { ...scope, plan, offset, limit: BATCH },
    ]),
  );
  const { filing, counts, toDelete } = await remote.recordNoisy({ ...scope, parts: parts.map(({ part }) => part) });
  if (toDelete > 0) {
    await inBatches(filing.rows, (offset) =>
      remote.deleteSources.executeWithOptions({ summary: `delete moved sources from ${offset}` }, [
        { ...scope, filing, offset, limit: BATCH },
      ]),
    );
  }
  return { filing, counts };
}
