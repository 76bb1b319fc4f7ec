import { randomBytes } from 'node:crypto';

const BYTES = 32;

/** How one secret is made. */
export const FRESH_KEY = `node -p "require('crypto').randomBytes(32).toString('base64url')"`;

/** What a list of keys looks like, for messages. */
export const KEYS_WANTED = `secrets of at least 32 random bytes as base64url, separated by commas, each once; one is made by: ${FRESH_KEY}`;

/** Secrets that sign what annotators' browsers load; the first signs, all verify. */
export type MediaKeys = readonly [string, ...string[]];

/**
 * Reads `[NAME:]KEY[,[NAME:]KEY…]`: base64url of at least 32 random bytes each. The name is for people, to tell old keys
 * from new ones. Null where an entry is malformed or a key is there twice.
 */
export function parseMediaKeys(text: string): MediaKeys | null {
  const keys: string[] = [];
  for (const entry of text.split(',')) {
    const key = /^(?:[A-Za-z0-9_-]{1,32}:)?([A-Za-z0-9_-]+)={0,2}$/.exec(entry.trim())?.[1];
    if (key === undefined || Buffer.from(key, 'base64url').length < BYTES || keys.includes(key)) return null;
    keys.push(key);
  }
  const [first, ...rest] = keys;
  return first === undefined ? null : [first, ...rest];
}

/** A fresh secret for ANNOLOOP_MEDIA_KEYS or ANNOLOOP_TRAINER_SECRET: 256 random bits as base64url. */
export const generateSecret = (): string => randomBytes(BYTES).toString('base64url');
