import type { DatasetItem } from '../../../src/contracts/retraining';
import type { Ledger } from '../../../src/ledger/port';
import { listRetrainings } from '../../../src/loops/retraining-records';
import { fromManifest } from './manifest';

/** How many labels the last trained model did not have: new items, and old ones whose class changed. */
export async function newSinceLastModel(ledger: Ledger, items: readonly DatasetItem[]): Promise<number> {
  const trained = (await listRetrainings(ledger)).filter(({ record }) => record.result !== null).at(-1);
  if (!trained) return items.length;
  const manifest = fromManifest(await ledger.readText(trained.record.proposal.manifest));
  const before = new Map(manifest.map(({ itemId, classId }) => [itemId, classId]));
  return items.filter(({ itemId, classId }) => before.get(itemId) !== classId).length;
}
