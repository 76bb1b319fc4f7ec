import type { DataActivities } from '../../src/contracts/activities';
import type { RoundScope } from '../../src/contracts/artifact';
import type { FilingRow } from '../../src/contracts/rows';
import { classFolder } from '../../src/domain/class-folder';
import { keepTags, mergeTags } from '../../src/domain/filing-tags';
import { FILING } from '../../src/ledger/tables';
import { PreconditionFailed } from '../../src/object-store/errors';
import type { ObjectStore } from '../../src/object-store/port';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { tagsOf } from './census/tags-of';
import { sameTags } from './filing/verified-copy';
import { inParallel } from './in-parallel';

const DELETES = 16;

/**
 * Deletes the sources of one batch of a recorded filing, each only while its copy stands as it was verified and the source
 * is still that version: a newer version is nobody's leftover.
 */
export function deleteSources({ openLoop, store }: Dependencies): DataActivities['deleteSources'] {
  return async ({ loop, configRef, round, filing, offset, limit }) => {
    const signal = sharedCancellation();
    const { ledger } = await openLoop(configRef);
    const rows = (await ledger.readRows(filing, FILING, { offset, limit })).filter(({ deleteSource }) => deleteSource);
    const gone = await inParallel(rows, DELETES, (row, index) => {
      progress({ deleted: index, of: rows.length });
      return deleteSource(store, row, { loop, round }, signal);
    });
    const deleted = gone.filter(Boolean).length;
    return { deleted, left: rows.length - deleted };
  };
}

/** Whether the source is gone, now or already. What was tagged since it was copied goes along. */
async function deleteSource(
  store: ObjectStore,
  row: FilingRow,
  { loop, round }: Pick<RoundScope, 'loop' | 'round'>,
  signal: AbortSignal,
): Promise<boolean> {
  const from = { bucket: row.fromBucket, key: row.fromKey };
  const to = { bucket: row.toBucket, key: row.toKey };
  const own = await tagsOf(store, from, signal);
  if (!own) return true;
  const present = await tagsOf(store, to, signal);
  const copy = await store.head(to, { signal });
  if (!present || copy?.etag !== row.toEtag) return false;

  const ours = { item: row.itemId, label: classFolder(row.classId), loop, round };
  const tags = keepTags(mergeTags(own, ours), present);
  const isLate = !sameTags(tags, present);
  // Of a newer version at the source, the tags are no business of this copy's.
  if (isLate && (await store.head(from, { signal }))?.etag === row.fromEtag) await store.putTags(to, tags, { signal });

  // Last before the deletion: some stores ignore If-Match there; the header closes the gap where it is honoured.
  const source = await store.head(from, { signal });
  if (!source) return true;
  if (source.etag !== row.fromEtag || source.size !== copy.size) return false;
  try {
    await store.delete(from, { ifMatch: row.fromEtag, signal });
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailed) return (await store.head(from, { signal })) === null;
    throw error;
  }
}
