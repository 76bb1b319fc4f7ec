import { createHmac } from 'node:crypto';
import { derivedKey, sameSecret } from '../signing/derived-key';

/** What a media token allows: to see one item of one round. */
export interface MediaClaim {
  round: string;
  itemId: string;
}

/** Longer than any token: workflow ids may have 1,000 characters. */
const LONGEST_TOKEN = 2_000;

const encoded = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
const decoded = (text: string): string => Buffer.from(text, 'base64url').toString('utf8');

/** Names a key without giving it away, so that a token says which one to check it under. */
const keyId = (key: string): string => derivedKey(key, 'media-key-id').toString('hex').slice(0, 8);

const macOf = (key: string, signed: string): string =>
  createHmac('sha256', derivedKey(key, 'media-token')).update(signed).digest('base64url');

/**
 * `KEYID.round.item.MAC`: round and item as base64url (they hold dots and colons otherwise), MAC = HMAC-SHA-256 over
 * all that stands before it. A token never expires: a week of slow answers must not break an image.
 */
export function mediaToken(key: string, { round, itemId }: MediaClaim): string {
  const signed = `${keyId(key)}.${encoded(round)}.${encoded(itemId)}`;
  return `${signed}.${macOf(key, signed)}`;
}

/**
 * Makes the address of an item's image as it is put into a task.
 * @param publicUrl the public listener as browsers reach it, with or without a path
 * @param keys the first one signs
 */
export function mediaLink(
  publicUrl: string,
  keys: readonly [string, ...string[]],
): (round: string, itemId: string) => string {
  const base = publicUrl.replace(/\/+$/, '');
  return (round, itemId) => `${base}/media/${mediaToken(keys[0], { round, itemId })}`;
}

/** What a token says that it is for, signed or not: good to compare with, never to open anything by. Null where it is no token. */
export function claimNamedBy(token: string): MediaClaim | null {
  const [, round, itemId, mac, ...rest] = token.length > LONGEST_TOKEN ? [] : token.split('.');
  if (round === undefined || itemId === undefined || mac === undefined || rest.length > 0) return null;
  return { round: decoded(round), itemId: decoded(itemId) };
}

/** What the token allows, or null for anything that none of the keys has signed exactly so. */
export function verifyToken(keys: readonly string[], token: string): MediaClaim | null {
  if (token.length > LONGEST_TOKEN) return null;
  const [id, round, itemId, mac, ...rest] = token.split('.');
  if (id === undefined || round === undefined || itemId === undefined || mac === undefined || rest.length > 0)
    return null;
  const key = keys.find((candidate) => keyId(candidate) === id);
  // The text of the MAC is compared, not its bytes: base64url has several spellings of the same bytes.
  if (key === undefined || !sameSecret(mac, macOf(key, `${id}.${round}.${itemId}`))) return null;
  return { round: decoded(round), itemId: decoded(itemId) };
}
