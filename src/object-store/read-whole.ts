import type { ObjectLocation } from '../contracts/artifact';
import { ObjectNotFound } from './errors';
import type { ObjectBody, ObjectStore } from './port';

/** All bytes of an object that is known to be small; null where there is none. */
export async function readWhole(store: ObjectStore, at: ObjectLocation): Promise<Buffer | null> {
  try {
    return await bytesOf(await store.get(at));
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

/** All bytes of an opened object: whoever asks has seen that they fit into memory. */
export async function bytesOf({ body }: Pick<ObjectBody, 'body'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
