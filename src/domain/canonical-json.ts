/**
 * JSON with one spelling: object keys in the order of their UTF-16 code units, no spaces, numbers and strings as
 * ECMAScript writes them (the canonical form of RFC 8785). Equal values give equal text, so their digests are equal.
 * As in JSON.stringify, properties that are undefined are left out.
 *
 * @throws TypeError for what JSON cannot hold: NaN, infinities, undefined in an array, functions, class instances
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, at: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON cannot hold the number ${value} at ${at}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item, index) => write(item, `${at}[${index}]`)).join(',')}]`;
  if (!isPlainObject(value)) throw new TypeError(`JSON cannot hold the ${typeof value} at ${at}`);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(value[key], `${at}.${key}`)}`);
  return `{${members.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
