import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Logger } from 'pino';
import { loopOfRound } from '../domain/workflow-ids';
import { type FoundImage, findImage } from '../media/find-image';
import { describeImage, type OpenImage, openPart, openWhole } from '../media/open-image';
import type { Place } from '../media/round-images';
import type { RoundImagesCache } from '../media/round-images-cache';
import { type MediaClaim, verifyToken } from '../media/token';
import type { ObjectStore } from '../object-store/port';
import { byteRange } from './byte-range';
import { matchesEtag } from './conditional';
import type { Counters } from './counters';
import type { Loops } from './loops';
import { imageHeaders, mediaHeaders, PREFLIGHT_HEADERS } from './media-headers';
import type { Refusals } from './refusals';
import { createSparingly } from './sparingly';
import { createTurns } from './turns';

/** How slowly an image may be read, after a time in which it may not be read at all. */
export interface SlowestReader {
  bytesPerSecond: number;
  graceMs: number;
}

export interface MediaDependencies {
  mediaKeys: readonly string[];
  /** Origins that may read images from scripts; the first is named to everybody else. */
  labelStudioOrigins: readonly string[];
  loops: Loops;
  images: RoundImagesCache;
  store: Pick<ObjectStore, 'get'>;
  counters: Counters;
  refusals: Refusals;
  log: Logger;
  now(): Date;
  slowestReader?: SlowestReader;
}

/** Fewer than the store has sockets (128), so that whoever reads slowly leaves some to the ledger. */
const IMAGES_AT_ONCE = 96;
const MOST_WAITING = 500;
/** A browser that takes less than this is cut: an image of 5 MB may take three minutes. */
const SLOWEST: SlowestReader = { bytesPerSecond: 32_000, graceMs: 30_000 };
const LOG_EVERY_MS = 10_000;

type Bindings = { Bindings: HttpBindings };
type MediaContext = Context<Bindings>;
type Answer = (place: Place) => Promise<Response | null>;

/** Says the same of a forged token and of an item that is not there. */
const UNKNOWN = 'There is no such image.';
const SUPERSEDED = 'This image was replaced or deleted after it was drawn.';

/** `GET /media/TOKEN`: an item's image from wherever it lies by now. */
export function mediaRoutes(deps: MediaDependencies): Hono<Bindings> {
  const { mediaKeys, labelStudioOrigins, refusals } = deps;
  const turns = createTurns({ atOnce: IMAGES_AT_ONCE, mostWaiting: MOST_WAITING });
  const sparingly = createSparingly(LOG_EVERY_MS, deps.now);
  const brokeOff = (error: unknown): void =>
    sparingly('broke off', (times) => deps.log.warn({ err: error, times }, 'an image broke off while it was sent'));
  return new Hono<Bindings>()
    .use('/media/*', async (c, next) => {
      await next();
      for (const [name, value] of Object.entries(mediaHeaders(labelStudioOrigins, c.req.header('origin')))) {
        c.res.headers.set(name, value);
      }
      if (c.res.status >= 400) c.res.headers.set('Cache-Control', 'no-store');
    })
    .options('/media/:token', (c) => c.body(null, 204, PREFLIGHT_HEADERS))
    .get('/media/:token', async (c) => {
      const claim = verifyToken(mediaKeys, c.req.param('token'));
      if (claim === null) {
        refusals.note({ what: 'media', why: 'no key has signed the token' }, c.env.incoming.socket.remoteAddress);
        return c.text(UNKNOWN, 404);
      }
      const giveBack = await turns.take(c.req.raw.signal);
      if (giveBack === null) return c.text('Too many images at once. Try again.', 503, { 'Retry-After': '5' });
      // Sent to its end, or cut; also when nobody ever reads the body, and when whoever asked went in this very moment.
      c.env.outgoing.once('close', giveBack);
      if (c.env.outgoing.closed) giveBack();
      const found = await find(deps, claim, answerOf(deps, c, claim, brokeOff));
      if (found.kind === 'found') return found.value;
      return found.kind === 'unknown' ? c.text(UNKNOWN, 404) : c.text(SUPERSEDED, 410);
    });
}

async function find(
  { loops, images }: MediaDependencies,
  claim: MediaClaim,
  read: Answer,
): Promise<FoundImage<Response>> {
  const name = loopOfRound(claim.round);
  const loop = name === null ? null : await loops.find(name);
  return loop === null ? { kind: 'unknown' } : findImage(images, loop.ledger, claim, read);
}

/** How to answer this request from a place, once the object is found to be there. */
function answerOf(
  deps: MediaDependencies,
  c: MediaContext,
  { itemId }: MediaClaim,
  brokeOff: (error: unknown) => void,
): Answer {
  const { store } = deps;
  const { signal } = c.req.raw;
  // An item is one version of one object: its id names the bytes, also after filing, when the store's own ETag may differ.
  const etag = `"${itemId}"`;
  if (c.req.method === 'HEAD' || matchesEtag(c.req.header('if-none-match'), etag)) {
    return async (place) => {
      const image = await describeImage(store, place, signal);
      if (image === null) return null;
      const headers = imageHeaders(image.type, etag);
      if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
      return c.body(null, 200, { ...headers, 'Content-Length': String(image.length) });
    };
  }
  const ifRange = c.req.header('if-range');
  const rangeHeader = ifRange === undefined || ifRange === etag ? c.req.header('range') : undefined;
  return async (place) => {
    const range = byteRange(rangeHeader, place.size);
    if (range.kind === 'unsatisfiable') {
      return c.text('The image has no such bytes.', 416, { 'Content-Range': `bytes */${place.size}` });
    }
    const part = range.kind === 'part' ? range : null;
    const image = part ? await openPart(store, place, part, signal) : await openWhole(store, place, signal);
    if (image === null) return null;
    const headers = { ...imageHeaders(image.type, etag), 'Content-Length': String(image.length) };
    const body = streamed(deps, c, image, brokeOff);
    if (part === null) return c.body(body, 200, headers);
    return c.body(body, 206, { ...headers, 'Content-Range': `bytes ${part.start}-${part.end}/${place.size}` });
  };
}

/**
 * The bytes as a web stream. When the store breaks off or ends early, so does the connection, or the browser would wait for
 * the rest or show half an image; the store's error goes to the log and never into the body.
 */
function streamed(
  { counters, slowestReader = SLOWEST }: MediaDependencies,
  c: MediaContext,
  { bytes, length }: OpenImage,
  brokeOff: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const { outgoing } = c.env;
  const most = slowestReader.graceMs + (length / slowestReader.bytesPerSecond) * 1_000;
  const cut = setTimeout(() => outgoing.destroy(), most).unref();
  outgoing.once('close', () => clearTimeout(cut));
  async function* passedOn(): AsyncGenerator<Uint8Array> {
    let left = length;
    try {
      for await (const chunk of bytes) {
        counters.add('annoloop_media_bytes_total', {}, chunk.length);
        left -= chunk.length;
        yield chunk;
      }
      if (left > 0) throw new Error(`the store sent ${left} bytes less than it had announced`);
    } catch (error) {
      if (!c.req.raw.signal.aborted) brokeOff(error);
      outgoing.destroy();
    }
  }
  return ReadableStream.from(passedOn()) as ReadableStream<Uint8Array>;
}
