import type { LoopConfig } from '../contracts/loop-config';
import { BucketMissing } from '../object-store/errors';
import type { ForgetDependencies, Request, SearchedLoop } from './dependencies';
import type { Image } from './find-images';

/** An object version, or delete marker, that is to go. */
export interface StoredCopy {
  bucket: string;
  key: string;
  versionId: string | null;
  /** Whether it is the mark of a deletion: no bytes, but the key. */
  isMarker: boolean;
}

/** The places that a loop's images lie at. */
export function placesOf({ source, filing }: LoopConfig): { bucket: string; key: string }[] {
  const places = [{ bucket: source.bucket, key: source.prefix }];
  if (filing.mode === 'in-place') return places;
  const filed = { bucket: filing.bucket, key: filing.prefix };
  return source.bucket === filing.bucket && filing.prefix.startsWith(source.prefix) ? places : [...places, filed];
}

/** Whether a key was asked for by name, or bears the id of an item that was. */
export const isOfRequest = ({ bucket, key }: { bucket: string; key: string }, { itemIds, places }: Request): boolean =>
  itemIds.some((id) => key.includes(id)) || places.some((place) => place.bucket === bucket && place.key === key);

/**
 * Every version of every copy of the images: where they were uploaded, wherever they were filed (a filed key bears the
 * item's id), and the same bytes under other keys. Of a key that was asked for by name all versions; of an item's key
 * only those that are that item, and delete markers once nothing else is left below them.
 */
export async function storedCopies(
  { eraser }: ForgetDependencies,
  { config }: SearchedLoop,
  request: Request,
  images: readonly Image[],
): Promise<StoredCopy[]> {
  const whole = { ...request, itemIds: [...new Set([...request.itemIds, ...images.map(({ itemId }) => itemId)])] };
  const contents = new Set(images.filter(({ size }) => size > 0).map(({ etag, size }) => `${etag} ${size}`));
  const sourceKeys = new Set(images.map(({ key }) => key));
  const copies: StoredCopy[] = [];
  for (const { bucket, key: prefix } of placesOf(config)) {
    const markers: StoredCopy[] = [];
    /** Keys with versions that stay. */
    const staying = new Set<string>();
    const pages = eraser.versions({ bucket, key: prefix });
    try {
      for await (const page of pages) {
        for (const { key, versionId, etag, size } of page) {
          const isWholeKey = isOfRequest({ bucket, key }, whole);
          const copy = { bucket, key, versionId, isMarker: etag === null };
          if (isWholeKey || (etag !== null && contents.has(`${etag} ${size}`))) copies.push(copy);
          else if (etag !== null) staying.add(key);
          else if (bucket === config.source.bucket) markers.push(copy);
        }
      }
    } catch (error) {
      if (!(error instanceof BucketMissing)) throw error;
    }
    const touched = new Set([...sourceKeys, ...copies.map(({ key }) => key)]);
    copies.push(...markers.filter(({ key }) => touched.has(key) && !staying.has(key)));
  }
  return copies;
}
