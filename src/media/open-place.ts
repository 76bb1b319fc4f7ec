import { BucketMissing, ObjectNotFound, PreconditionFailed } from '../object-store/errors';
import type { ObjectBody, ObjectStore } from '../object-store/port';
import type { Place } from './round-images';

/**
 * Opens the object at a place, if it is still the version that belongs there; null where it is not.
 * @param options.range an HTTP Range value within the object
 */
export async function openPlace(
  store: Pick<ObjectStore, 'get'>,
  { bucket, key, etag }: Place,
  options: { range?: string; signal: AbortSignal },
): Promise<ObjectBody | null> {
  try {
    return await store.get({ bucket, key }, { ...options, ...(etag !== null && { ifMatch: etag }) });
  } catch (error) {
    const absent = [ObjectNotFound, PreconditionFailed, BucketMissing].some((kind) => error instanceof kind);
    if (absent) return null;
    throw error;
  }
}
