import { hash } from 'node:crypto';

/**
 * A random order of items that is the same on every retry: SHA-256 over seed, window, purpose and item, as hex. The
 * items of lowest rank are a simple random sample without replacement, since the digests of different items behave as
 * independent uniform numbers; orders for different purposes (two draws, or a draw and the import) are independent.
 */
export function rankOf(seed: string, windowStart: string, purpose: string): (itemId: string) => string {
  // Lengths are hashed too, so that no two triples run together.
  const base = [seed, windowStart, purpose].map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  // In one call: a census has a million rows, and a hash object for each takes three times as long.
  return (itemId) => hash('sha256', base + itemId);
}
