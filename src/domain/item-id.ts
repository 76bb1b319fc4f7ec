import { hash } from 'node:crypto';

/**
 * Id of one object version: the first 96 bits of SHA-256 over bucket, key and etag, as 24 hex digits. The same on
 * every retry and in every round.
 */
export function itemId(object: { bucket: string; key: string; etag: string }): string {
  // Lengths are hashed too, so that no two triples run together.
  const parts = [object.bucket, object.key, object.etag].map((part) => `${Buffer.byteLength(part)}:${part}`);
  return hash('sha256', parts.join('')).slice(0, 24);
}
