import type { DataActivities, Filed, FilingCounts } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { FILING } from '../../src/ledger/tables';
import type { Dependencies } from '../dependencies';

/** Joins the verified batches into one filing: the ledger knows where every object went before any source is deleted. */
export function recordFiling({ openLoop }: Dependencies): DataActivities['recordFiling'] {
  return async ({ configRef, round, version, parts }) => {
    const { ledger } = await openLoop(configRef);
    return joinParts(ledger, ledgerKeys.filing(round, version), parts);
  };
}

/** The same for what is filed under the model's own label. */
export function recordNoisy({ openLoop }: Dependencies): DataActivities['recordNoisy'] {
  return async ({ configRef, round, parts }) => {
    const { ledger } = await openLoop(configRef);
    return joinParts(ledger, ledgerKeys.noisyFiling(round), parts);
  };
}

async function joinParts(ledger: Ledger, key: string, parts: ArtifactRef[]): Promise<Filed & { toDelete: number }> {
  const { ref } = await ledger.createRows(key, FILING, ledger.streamRows(parts, FILING));
  const counts: FilingCounts = { filed: 0, kept: 0, superseded: 0, gone: 0, conflict: 0 };
  let toDelete = 0;
  for await (const row of ledger.streamRows([ref], FILING)) {
    counts[row.status] += 1;
    if (row.deleteSource) toDelete += 1;
  }
  return { filing: ref, counts, toDelete };
}
