import type { LoopConfig } from '../../contracts/loop-config';
import type { ObjectStore } from '../../object-store/port';
import type { Change, StepOptions } from '../change';

/** Makes the buckets of ledger and filing; the source's belongs to production. */
export async function ensureBuckets(
  store: ObjectStore,
  { source, ledger, filing }: LoopConfig,
  { dryRun }: StepOptions,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (const bucket of new Set([ledger.bucket, filing.bucket])) {
    if (bucket === source.bucket) continue;
    const made = dryRun ? !(await store.bucketExists(bucket)) : await store.ensureBucket(bucket);
    changes.push({ action: made ? 'created' : 'unchanged', what: `bucket ${bucket}` });
  }
  return changes;
}
