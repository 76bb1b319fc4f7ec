import type { LoopConfig } from '../../contracts/loop-config';
import { BucketMissing } from '../../object-store/errors';
import type { ObjectStore } from '../../object-store/port';
import { type Refusal, refusalsOf } from '../refusal';

/** The store answers, knows our credentials, has the source's bucket and lets us read there. Buckets of ours may be absent. */
export async function checkStore(store: ObjectStore, { source, ledger, filing }: LoopConfig): Promise<Refusal[]> {
  const fromSource = await refusalsOf(() => checkSource(store, source));
  // What keeps the source from being read, such as a refused key, would only be said again.
  if (fromSource.length > 0) return fromSource;
  const own = [...new Set([ledger.bucket, filing.bucket])].filter((bucket) => bucket !== source.bucket);
  const checks = own.map((bucket) =>
    refusalsOf(async () => {
      await store.bucketExists(bucket);
      return [];
    }),
  );
  return (await Promise.all(checks)).flat();
}

async function checkSource(store: ObjectStore, { bucket, prefix }: LoopConfig['source']): Promise<Refusal[]> {
  try {
    for await (const [first] of store.list({ bucket, key: prefix })) {
      if (first !== undefined) await store.getTags({ bucket, key: first.key });
      break;
    }
    return [];
  } catch (error) {
    if (!(error instanceof BucketMissing)) throw error;
    return [
      {
        what: `source.bucket '${bucket}' does not exist`,
        advice:
          'it belongs to production, so `apply` does not make it: correct its name, or make it where images are uploaded',
      },
    ];
  }
}
