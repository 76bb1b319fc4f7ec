import { readFile, stat } from 'node:fs/promises';

/** Far more than any loop needs; it bounds what a parser can be made to do. */
const MOST_BYTES = 1_000_000;

export type SourceText = { text: string } | { flaw: string; instead: string };

/** A text file in UTF-8 of at most 1 MB. */
export async function readSourceText(path: string): Promise<SourceText> {
  let bytes: Buffer;
  try {
    const found = await stat(path);
    if (!found.isFile()) return { flaw: 'is not a file', instead: 'name the file itself' };
    if (found.size > MOST_BYTES) {
      return { flaw: `has ${(found.size / 1e6).toFixed(1)} MB`, instead: 'it may have 1 MB at most' };
    }
    bytes = await readFile(path);
  } catch (error) {
    return unreadable(error);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { flaw: 'is not UTF-8 text', instead: 'save it as UTF-8' };
  }
}

function unreadable(error: unknown): SourceText {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { flaw: 'does not exist', instead: 'check the path' };
  if (code === 'EACCES' || code === 'EPERM') return { flaw: 'may not be read', instead: 'check its permissions' };
  return { flaw: `cannot be read (${code})`, instead: 'check the path' };
}
