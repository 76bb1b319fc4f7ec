import type { ObjectStore, ObjectSummary } from '../../../src/object-store/port';

/**
 * Tells of the objects of a page which are folders at the same time: `foo` beside `foo/bar`. Stores that keep files cannot hold
 * both (versitygw refuses the second, MinIO hides it), so such a key is none to copy from store to store. What comes
 * after a page's last keys only the store knows: it is asked.
 */
export function foldersOf(
  store: ObjectStore,
  bucket: string,
  page: readonly ObjectSummary[],
  signal: AbortSignal,
): (index: number) => Promise<boolean> {
  return async (index) => {
    const key = page[index]?.key ?? '';
    // In the order of a listing, all keys from `foo` to `foo/…` begin with `foo`.
    for (let next = index + 1; next < page.length; next += 1) {
      const other = page[next]?.key ?? '';
      if (other.startsWith(`${key}/`)) return true;
      if (!other.startsWith(key)) return false;
    }
    for await (const below of store.list({ bucket, key: `${key}/` }, { signal })) return below.length > 0;
    return false;
  };
}
