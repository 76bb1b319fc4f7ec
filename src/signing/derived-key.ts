import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A key for one purpose, derived from a configured one, so that what is signed for one purpose never passes for another
 * (HKDF's extract step, RFC 5869, with the purpose as its input).
 */
export function derivedKey(key: string, purpose: string): Buffer {
  return createHmac('sha256', key).update(`annoloop/${purpose}/v1`).digest();
}

/** Compares two texts in a time that says nothing about where they differ, nor about the length of the expected one. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
