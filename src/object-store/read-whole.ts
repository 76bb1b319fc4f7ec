import type { ObjectLocation } from '../contracts/artifact';
import { ObjectNotFound } from './errors';
import type { ObjectStore } from './port';

/** All bytes of an object that is known to be small; null where there is none. */
export async function readWhole(store: ObjectStore, at: ObjectLocation): Promise<Buffer | null> {
  try {
    const { body } = await store.get(at);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}
