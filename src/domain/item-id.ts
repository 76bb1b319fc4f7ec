import { createHash } from 'node:crypto';

/**
 * Id of one object version: the first 96 bits of SHA-256 over bucket, key and etag, as 24 hex digits. The same on
 * every retry and in every round.
 */
export function itemId(object: { bucket: string; key: string; etag: string }): string {
  const hash = createHash('sha256');
  // Lengths are hashed too, so that no two triples run together.
  for (const part of [object.bucket, object.key, object.etag]) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest('hex').slice(0, 24);
}
