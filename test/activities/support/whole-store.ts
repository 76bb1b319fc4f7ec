import type { Bench, TestLoop } from '../../rounds/test-loop';

/** Everything that a loop has in the store: place to ETag, date and tags. Two equal ones mean that nothing was written between. */
export async function wholeStore({ store }: Bench, { config }: TestLoop): Promise<Record<string, object>> {
  const places: Record<string, object> = {};
  for (const bucket of new Set([config.source.bucket, config.ledger.bucket, config.filing.bucket])) {
    for await (const page of store.list({ bucket, key: '' })) {
      for (const { key, etag, lastModified } of page) {
        places[`${bucket}/${key}`] = { etag, lastModified, tags: await store.getTags({ bucket, key }) };
      }
    }
  }
  return places;
}
