import type { Ledger } from '../ledger/port';
import type { Place } from './round-images';
import type { RoundImagesCache } from './round-images-cache';
import type { MediaClaim } from './token';

/** `superseded`: the item was drawn, and no object is that version any more. */
export type FoundImage<T> = { kind: 'found'; value: T } | { kind: 'unknown' } | { kind: 'superseded' };

/**
 * Finds an item's bytes wherever they lie by now and hands them to `read`, which answers null where the object is not
 * there, or is another version. An object that is nowhere may have been filed meanwhile: then one looks once more.
 */
export async function findImage<T>(
  cache: RoundImagesCache,
  ledger: Ledger,
  { round, itemId }: MediaClaim,
  read: (place: Place) => Promise<T | null>,
): Promise<FoundImage<T>> {
  let images = await cache.get(ledger, round);
  if (images === null || !images.places.has(itemId)) return { kind: 'unknown' };
  for (;;) {
    for (const place of images.places.get(itemId) ?? []) {
      const value = await read(place);
      if (value !== null) return { kind: 'found', value };
    }
    const newer = await cache.renew(ledger, round, images);
    if (newer === images) return { kind: 'superseded' };
    images = newer;
  }
}
