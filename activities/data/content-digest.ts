import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { ObjectStore } from '../../src/object-store/port';

/** SHA-256 of an object's bytes, lower-case hex, read as a stream. @throws ObjectNotFound, PreconditionFailed */
export async function sha256Of(
  store: ObjectStore,
  at: ObjectLocation,
  options: { ifMatch?: string; signal: AbortSignal },
): Promise<string> {
  const { body } = await store.get(at, options);
  const hash = createHash('sha256');
  await pipeline(body, hash, { signal: options.signal });
  return hash.digest('hex');
}
