import { openThumbnails, type Thumbnails } from '../../../src/images/thumbnail';
import { openPlace } from '../../../src/media/open-place';
import type { Place } from '../../../src/media/round-images';
import { StoreUnavailable } from '../../../src/object-store/errors';
import type { ObjectStore } from '../../../src/object-store/port';
import { bytesOf } from '../../../src/object-store/read-whole';
import type { Thumbnail } from '../../../src/report/sections/mistakes';
import { inParallel } from '../in-parallel';
import type { Places } from './mistakes-of-round';

/** An image of more bytes is not held in memory for a picture of a hundred pixels. */
const MOST_BYTES = 32_000_000;
/** Images held at once. */
const READS = 4;

/**
 * Small pictures of items, by item id, or why there is none: what cannot be shown must not keep a round from going on.
 * @throws StoreUnavailable: the next attempt may see more
 */
export async function picturesOf(
  store: Pick<ObjectStore, 'get'>,
  places: Places,
  signal: AbortSignal,
): Promise<Map<string, Thumbnail>> {
  const thumbnails = places.size === 0 ? null : await openThumbnails();
  const pictures = await inParallel([...places], READS, async ([itemId, of]) => {
    if (thumbnails === null) return [itemId, none('the package sharp is not installed where the worker runs')] as const;
    return [itemId, await pictureAt(store, of, thumbnails, signal)] as const;
  });
  return new Map(pictures);
}

const none = (because: string): Thumbnail => ({ kind: 'none', because });

async function pictureAt(
  store: Pick<ObjectStore, 'get'>,
  places: readonly Place[],
  thumbnails: Thumbnails,
  signal: AbortSignal,
): Promise<Thumbnail> {
  try {
    const bytes = await bytesAt(store, places, signal);
    if (bytes === null) return none('the object was replaced or deleted');
    if (bytes === 'too large') return none('the object is too large');
    const picture = await thumbnails(bytes);
    if (picture === null) return none('not an image that can be shown');
    return { kind: 'picture', source: `data:image/jpeg;base64,${picture.toString('base64')}` };
  } catch (error) {
    if (error instanceof StoreUnavailable || signal.aborted) throw error;
    return none('the object could not be read');
  }
}

/** The bytes from the first place where they are; null where they are at none. */
async function bytesAt(
  store: Pick<ObjectStore, 'get'>,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Buffer | 'too large' | null> {
  for (const place of places) {
    if (place.size > MOST_BYTES) return 'too large';
    const opened = await openPlace(store, place, { signal });
    if (opened !== null) return bytesOf(opened);
  }
  return null;
}
