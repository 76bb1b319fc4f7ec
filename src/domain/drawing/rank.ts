import { createHash } from 'node:crypto';

/**
 * A random order of items that is the same on every retry: SHA-256 over seed, window, purpose and item, as hex. The
 * items of lowest rank are a simple random sample without replacement, since the digests of different items behave as
 * independent uniform numbers; orders for different purposes (two draws, or a draw and the import) are independent.
 */
export function rankOf(seed: string, windowStart: string, purpose: string): (itemId: string) => string {
  const base = createHash('sha256');
  // Lengths are hashed too, so that no two triples run together.
  for (const part of [seed, windowStart, purpose]) base.update(`${Buffer.byteLength(part)}:`).update(part);
  return (itemId) => base.copy().update(itemId).digest('hex');
}
