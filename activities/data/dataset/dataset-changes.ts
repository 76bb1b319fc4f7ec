import type { DatasetChange, DatasetItem } from '../../../src/contracts/retraining';
import type { Ledger } from '../../../src/ledger/port';
import { listRetrainings } from '../../../src/loops/retraining-records';
import { fromManifest } from './manifest';

/** A dataset against the one that the last model was trained on. */
export interface DatasetChanges {
  /** Digest of the last trained dataset; null before the first. */
  predecessor: string | null;
  changes: DatasetChange[];
}

/** What the last trained model did not have, had, or had under another class; everything is added before the first. */
export async function datasetChanges(ledger: Ledger, items: readonly DatasetItem[]): Promise<DatasetChanges> {
  const trained = (await listRetrainings(ledger)).filter(({ record }) => record.result !== null).at(-1);
  const manifest = trained ? fromManifest(await ledger.readText(trained.record.proposal.manifest)) : [];
  const before = new Map(manifest.map(({ itemId, classId }) => [itemId, classId]));
  const changes = items.flatMap(({ itemId, classId }): DatasetChange[] => {
    const was = before.get(itemId);
    before.delete(itemId);
    if (was === classId) return [];
    return [{ itemId, change: was === undefined ? 'added' : 'relabelled', from: was ?? null, to: classId }];
  });
  for (const [itemId, from] of before) changes.push({ itemId, change: 'removed', from, to: null });
  return { predecessor: trained?.record.proposal.digest ?? null, changes };
}

/** Labels that the last model did not have: new items, and old ones whose class changed. */
export const newLabelsIn = ({ changes }: DatasetChanges): number =>
  changes.filter(({ change }) => change !== 'removed').length;
