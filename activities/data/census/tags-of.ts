import type { ObjectLocation } from '../../../src/contracts/artifact';
import { ObjectNotFound } from '../../../src/object-store/errors';
import type { ObjectStore } from '../../../src/object-store/port';

/** An object's tags; null where it is gone. */
export async function tagsOf(
  store: ObjectStore,
  at: ObjectLocation,
  signal: AbortSignal,
): Promise<Record<string, string> | null> {
  try {
    return await store.getTags(at, { signal });
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}
