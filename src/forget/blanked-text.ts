import { canonicalJson } from '../domain/canonical-json';
import { tombstoneKey } from '../domain/tombstone';

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A dataset's manifest with the lines of these items blanked; the same text where it holds none. */
export function blankedManifest(text: string, itemIds: readonly string[]): string {
  const ids = new Set(itemIds);
  const lines = text.split('\n').map((line) => {
    if (line === '') return line;
    const item = JSON.parse(line) as Record<string, unknown>;
    if (typeof item.itemId !== 'string' || !ids.has(item.itemId)) return line;
    const key = tombstoneKey(item.itemId);
    return canonicalJson({ ...item, key, etag: null, contentSha256: null, group: null, capturedAt: null });
  });
  return lines.join('\n');
}

/**
 * What a census counted, as it stands in its index and in the metadata of its parts, without these keys among the first ones
 * of each reason; the same text where it names none of them.
 */
export function blankedExamples(text: string, keys: readonly string[]): string {
  const counts = JSON.parse(text) as { examples?: Record<string, string[]> };
  const examples = Object.entries(counts.examples ?? {});
  if (!examples.some(([, named]) => named.some((key) => keys.includes(key)))) return text;
  const left = examples.map(([reason, named]) => [reason, named.filter((key) => !keys.includes(key))]);
  return canonicalJson({ ...counts, examples: Object.fromEntries(left) });
}

const IMAGE = /<img [^>]*>/g;
const INSTEAD = '<span>no picture: forgotten</span>';

/** A report's page without the pictures of these items; the same text where it shows none. */
export function blankedPage(page: string, itemIds: readonly string[]): string {
  return itemIds.reduce((left, id) => withoutPictureOf(left, id), page);
}

function withoutPictureOf(page: string, itemId: string): string {
  if (!page.includes(itemId)) return page;
  const entry = new RegExp(`<li>(?:(?!</li>)[^])*?title="${escaped(itemId)}"`, 'g');
  const entries = page.match(entry) ?? [];
  // Named among what changed, and not shown. A page that names its pictures in no way that we know loses all of them.
  if (entries.length === 0) return /<code title="[0-9a-f]{24}"/.test(page) ? page : page.replace(IMAGE, INSTEAD);
  return page.replace(entry, (text) => text.replace(IMAGE, INSTEAD));
}
