import type { DataActivities } from '../../src/contracts/activities';
import type { FilingRow } from '../../src/contracts/rows';
import { FILING } from '../../src/ledger/tables';
import { PreconditionFailed } from '../../src/object-store/errors';
import type { ObjectStore } from '../../src/object-store/port';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { inParallel } from './in-parallel';

const DELETES = 16;

/**
 * Deletes the sources of one batch of a recorded filing, each only while its copy stands as it was verified and the source
 * is still that version: a newer version is nobody's leftover.
 */
export function deleteSources({ openLoop, store }: Dependencies): DataActivities['deleteSources'] {
  return async ({ configRef, filing, offset, limit }) => {
    const signal = sharedCancellation();
    const { ledger } = await openLoop(configRef);
    const rows = (await ledger.readRows(filing, FILING, { offset, limit })).filter(({ deleteSource }) => deleteSource);
    const gone = await inParallel(rows, DELETES, (row, index) => {
      progress({ deleted: index, of: rows.length });
      return deleteSource(store, row, signal);
    });
    const deleted = gone.filter(Boolean).length;
    return { deleted, left: rows.length - deleted };
  };
}

/** Whether the source is gone, now or already. */
async function deleteSource(store: ObjectStore, row: FilingRow, signal: AbortSignal): Promise<boolean> {
  const from = { bucket: row.fromBucket, key: row.fromKey };
  const source = await store.head(from, { signal });
  if (!source) return true;
  // Some stores ignore If-Match on delete, so the version is looked at first; the header closes the gap where it is honoured.
  if (source.etag !== row.fromEtag) return false;
  const copy = await store.head({ bucket: row.toBucket, key: row.toKey }, { signal });
  if (!copy || copy.etag !== row.toEtag || copy.size !== source.size) return false;
  try {
    await store.delete(from, { ifMatch: row.fromEtag, signal });
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailed) return false;
    throw error;
  }
}
