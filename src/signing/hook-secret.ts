import { createHmac } from 'node:crypto';
import { derivedKey, sameSecret } from './derived-key';

/** The header that Label Studio's webhook of a loop carries. */
export const HOOK_SECRET_HEADER = 'X-Annoloop-Hook-Secret';

const secretUnder = (key: string, loop: string): string =>
  createHmac('sha256', derivedKey(key, 'label-studio-hook')).update(loop).digest('base64url');

/** What the webhook of `loop` sends to prove itself: made from the first media key, so nothing more has to be kept. */
export function hookSecret(keys: readonly [string, ...string[]], loop: string): string {
  return secretUnder(keys[0], loop);
}

/** Whether `given` is the secret of `loop` under any of the keys: a rotated key keeps its webhooks until `apply` runs. */
export function isHookSecret(keys: readonly string[], loop: string, given: string): boolean {
  // Every key is tried, so that the time taken does not say which one it was.
  return keys.filter((key) => sameSecret(given, secretUnder(key, loop))).length > 0;
}
