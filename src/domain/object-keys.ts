/** Why an object of the source cannot be an item. */
export type UnusableKey =
  | 'folder-marker'
  | 'leading-slash'
  | 'empty-segment'
  | 'dot-segment'
  | 'control-character'
  | 'byte-order-mark'
  | 'question-mark'
  | 'version-in-key'
  | 'key-too-long';

/** S3's limit, in bytes of UTF-8. */
export const LONGEST_KEY = 1024;

/** What a listing in XML has where a key holds something that XML cannot carry; seldom, what was stored. */
export const REPLACEMENT = '\uFFFD';

/**
 * Why this key cannot be used, or null. Stores keep `a//b`, `a/../x` and `/a` under another key or refuse them, so what
 * is listed may not be what is read.
 * @param throughLabelStudio Label Studio itself reads the object (`images: storage`); it cuts keys at a '?'
 */
export function unusableKey(key: string, throughLabelStudio: boolean): UnusableKey | null {
  if (key === '' || key.endsWith('/')) return 'folder-marker';
  if (key.startsWith('/')) return 'leading-slash';
  const segments = key.split('/');
  if (segments.includes('')) return 'empty-segment';
  if (segments.includes('.') || segments.includes('..')) return 'dot-segment';
  if (hasControlCharacter(key)) return 'control-character';
  // DuckDB's library leaves it out where it reads a text back: the ledger would name another object.
  if (key.startsWith('\uFEFF')) return 'byte-order-mark';
  if (throughLabelStudio && key.includes('?')) return 'question-mark';
  // versitygw takes that for a version of another key where it is to copy from, however it is escaped.
  if (key.includes('?versionId=')) return 'version-in-key';
  if (Buffer.byteLength(key) > LONGEST_KEY) return 'key-too-long';
  return null;
}

/** They cannot be written in the XML of a listing, nor in the header that names the source of a copy. */
function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f || code === 0xfffe || code === 0xffff) return true;
  }
  return false;
}
