import type { Readable } from 'node:stream';
import type { ObjectStore } from '../object-store/port';
import { openPlace } from './open-place';
import { rasterType, SNIFFED_BYTES } from './raster-type';
import type { Place } from './round-images';

/** The bytes of an image, or the part that was asked for. The signal it was opened with ends the read when nobody reads on. */
export interface OpenImage {
  /** Media type of a raster image, by its first bytes; null for whatever else was uploaded. */
  type: string | null;
  length: number;
  bytes: AsyncGenerator<Uint8Array>;
}

/** Bytes `start` to `end`, inclusive. */
export interface Part {
  start: number;
  end: number;
}

type Store = Pick<ObjectStore, 'get'>;

/** Opens the whole object; null where it is not at this place. */
export async function openWhole(store: Store, place: Place, signal: AbortSignal): Promise<OpenImage | null> {
  const opened = await openPlace(store, place, { signal });
  if (opened === null) return null;
  const { start, bytes } = await peek(opened.body, SNIFFED_BYTES);
  return { type: rasterType(start), length: opened.contentLength, bytes };
}

/** Opens a part of the object; its type is read from its beginning all the same. */
export async function openPart(store: Store, place: Place, part: Part, signal: AbortSignal): Promise<OpenImage | null> {
  const type = await typeAt(store, place, signal);
  if (type === undefined) return null;
  const opened = await openPlace(store, place, { range: `bytes=${part.start}-${part.end}`, signal });
  if (opened === null) return null;
  return { type, length: opened.contentLength, bytes: (await peek(opened.body, 0)).bytes };
}

/** Media type and size of the object without its bytes; null where it is not at this place. */
export async function describeImage(
  store: Store,
  place: Place,
  signal: AbortSignal,
): Promise<Pick<OpenImage, 'type' | 'length'> | null> {
  const type = await typeAt(store, place, signal);
  return type === undefined ? null : { type, length: place.size };
}

/** Undefined where the object is not at this place. An empty object has no range that one could ask for. */
async function typeAt(store: Store, place: Place, signal: AbortSignal): Promise<string | null | undefined> {
  const range = place.size === 0 ? {} : { range: `bytes=0-${SNIFFED_BYTES - 1}` };
  const opened = await openPlace(store, place, { ...range, signal });
  if (opened === null) return undefined;
  const { start } = await peek(opened.body, SNIFFED_BYTES);
  opened.body.destroy();
  return rasterType(start);
}

/** The first bytes of a stream, and the stream from its beginning. */
async function peek(body: Readable, count: number): Promise<{ start: Uint8Array; bytes: AsyncGenerator<Uint8Array> }> {
  const rest = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const read: Uint8Array[] = [];
  for (let size = 0; size < count; ) {
    const next = await rest.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
  }
  async function* fromBeginning(): AsyncGenerator<Uint8Array> {
    try {
      yield* read;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      body.destroy();
    }
  }
  return { start: Buffer.concat(read), bytes: fromBeginning() };
}
