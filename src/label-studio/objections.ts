/** A batch of a thousand bad tasks has a thousand objections: these tell enough. */
const MOST = 5;
const LONGEST = 300;
/** Characters: what is longer is no sentence. */
const MOST_LOOKED_AT = 10_000;

/** Behind this a refused import repeats the whole task: its image is a signed URL, or a link that never expires. */
const ECHO = / :: [[{].*$/;
/** Of an address the host says enough; user and password before it, path and query behind it are left out. */
const ADDRESS = /(https?:\/\/)(?:[^\s/@'"]*@)?([^\s/?#'"]+)[/?#][^\s'"]*/g;

/**
 * What a JSON error of Label Studio objects to, readable: `field: message`, the first few. Its forms are
 * `{detail, validation_errors: {field: [message, …]}}`, with `{}` in a list for items that are fine, and for some routes
 * the bare `{field: [message]}`.
 */
export function objectionsOf(json: unknown): string[] {
  if (!isRecord(json)) return [];
  const { detail, validation_errors: errors } = json;
  const fields = isRecord(errors) ? errors : 'detail' in json ? {} : json;
  const named = Object.entries(fields).flatMap(([field, value]) => textsIn(value).map((text) => `${field}: ${text}`));
  const all = named.length > 0 ? named : textsIn(detail);
  const shown = all.slice(0, MOST).map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
  return all.length > MOST ? [...shown, `and ${all.length - MOST} more`] : shown;
}

/** Deeper than any objection is; what is not from Label Studio may be nested until the stack is full. */
const DEEPEST = 8;

function textsIn(value: unknown, depth = 0): string[] {
  if (depth > DEEPEST) return [];
  if (typeof value === 'string') {
    return [printable(value.slice(0, MOST_LOOKED_AT)).replace(ECHO, '').replace(ADDRESS, '$1$2/…')];
  }
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, depth + 1));
  if (isRecord(value)) return Object.values(value).flatMap((one) => textsIn(one, depth + 1));
  return [];
}

/** On one line, and without what would steer a terminal. */
export const printable = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\p{Cc}/gu, '\uFFFD');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
