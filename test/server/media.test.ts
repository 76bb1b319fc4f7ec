import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { DrawRow } from '../../src/contracts/rows';
import type { Ledger } from '../../src/ledger/port';
import { mediaToken } from '../../src/media/token';
import type { ObjectStore } from '../../src/object-store/port';
import { type MediaRound, mediaRound } from './support/media-round';
import { LABEL_STUDIO_ORIGIN, MEDIA_KEYS, startTestServer, type TestServer } from './support/running-server';
import { openTestLoops } from './support/test-loops';

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const HTML = Buffer.from('<!doctype html><script>alert(document.cookie)</script>');

describe('media', () => {
  let store: ObjectStore;
  let ledger: Ledger;
  let server: TestServer;
  let round: MediaRound;
  let png: Buffer;
  let closeLoops: () => Promise<void>;

  beforeAll(async () => {
    ({ store, ledger, close: closeLoops } = await openTestLoops());
    server = await startTestServer({ store, loops: { food11: { ledger } } });
    png = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#3a7' } })
      .png({ compressionLevel: 0 })
      .toBuffer();
  });
  afterAll(async () => {
    await server.close();
    await closeLoops();
  });
  beforeEach(async () => {
    round = await mediaRound(store, ledger);
  });

  const link = (itemId: string, of = round.round): string =>
    `${server.publicUrl}/media/${mediaToken(MEDIA_KEYS[0], { round: of, itemId })}`;
  const open = (row: DrawRow, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(link(row.itemId), { method, headers: { Origin: LABEL_STUDIO_ORIGIN, ...headers } });
  const drawn = async (key: string, bytes: Uint8Array, contentType?: string): Promise<DrawRow> => {
    const row = await round.upload(key, bytes, contentType);
    await round.draw([row]);
    return row;
  };

  it('shows an image with everything that keeps it from doing harm', async () => {
    const response = await open(await drawn('a folder/soup ü+%.png', png, 'text/html'));
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': LABEL_STUDIO_ORIGIN,
      'cache-control': 'private, max-age=300',
      vary: 'Origin',
    });
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    ['an SVG named and declared as a PNG', SVG],
    ['a page named and declared as a PNG', HTML],
    ['an empty object', Buffer.alloc(0)],
  ])('gives %s away as a download that runs nothing', async (_what, bytes) => {
    for (const method of ['GET', 'HEAD']) {
      const response = await open(await drawn('innocent.png', bytes, 'image/png'), {}, method);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      });
      await response.arrayBuffer();
      round = await mediaRound(store, ledger);
    }
  });

  it('answers ranges, with the type of the whole', async () => {
    const row = await drawn('a.png', png);
    const part = await open(row, { Range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${png.length}`);
    expect(part.headers.get('content-length')).toBe('100');
    expect(part.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await part.arrayBuffer()).equals(png.subarray(100, 200))).toBe(true);

    const behind = await open(row, { Range: `bytes=${png.length}-` });
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, `bytes */${png.length}`]);
    const several = await open(row, { Range: 'bytes=0-1,4-5' });
    expect([several.status, (await several.arrayBuffer()).byteLength]).toEqual([200, png.length]);
  });

  it('answers 304 to whoever has the item, and sends the whole when If-Range names another', async () => {
    const row = await drawn('a.png', png);
    const first = await open(row);
    const etag = first.headers.get('etag') ?? '';
    await first.arrayBuffer();
    const again = await open(row, { 'If-None-Match': `"other", W/${etag}` });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    const changed = await open(row, { Range: 'bytes=0-9', 'If-Range': '"another"' });
    expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, png.length]);
    const same = await open(row, { Range: 'bytes=0-9', 'If-Range': etag });
    expect([same.status, (await same.arrayBuffer()).byteLength]).toEqual([206, 10]);
  });

  it('answers HEAD as GET, without the bytes', async () => {
    const response = await open(await drawn('a.png', png), {}, 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(png.length));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(await response.text()).toBe('');
  });

  it('lets the origins of Label Studio read, on errors and preflights too, and nobody else', async () => {
    const row = await drawn('a.png', png);
    const originOf = (response: Response): string | null => response.headers.get('access-control-allow-origin');
    expect(originOf(await open(row, { Origin: 'http://127.0.0.1:8080' }))).toBe('http://127.0.0.1:8080');
    expect(originOf(await open(row, { Origin: 'https://evil.example' }))).toBe(LABEL_STUDIO_ORIGIN);
    const missing = await fetch(`${server.publicUrl}/media/forged`, { headers: { Origin: LABEL_STUDIO_ORIGIN } });
    expect([missing.status, originOf(missing), missing.headers.get('cache-control')]).toEqual([
      404,
      LABEL_STUDIO_ORIGIN,
      'no-store',
    ]);
    const preflight = await open(row, { 'Access-Control-Request-Method': 'GET' }, 'OPTIONS');
    expect([preflight.status, originOf(preflight)]).toEqual([204, LABEL_STUDIO_ORIGIN]);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Range');
  });

  it('says the same of a forged token, another key, an unknown round and an unknown item', async () => {
    const row = await drawn('a.png', png);
    const good = link(row.itemId);
    const claim = { round: round.round, itemId: row.itemId };
    const bad = [
      `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
      `${server.publicUrl}/media/${mediaToken('a key that was never configured', claim)}`,
      link(row.itemId, 'food11-round-never'),
      link(row.itemId, 'birds-round-1'),
      link(row.itemId, 'no round at all'),
      link('ffffffffffffffffffffffff'),
    ];
    const answers = await Promise.all(
      bad.map(async (url) => {
        const response = await fetch(url);
        return { status: response.status, text: await response.text() };
      }),
    );
    expect(answers).toEqual(bad.map(() => ({ status: 404, text: 'There is no such image.' })));
  });

  it('goes on opening links under the key before the present one', async () => {
    const row = await drawn('a.png', png);
    const old = mediaToken(MEDIA_KEYS[1], { round: round.round, itemId: row.itemId });
    const response = await fetch(`${server.publicUrl}/media/${old}`);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  it('follows an image through filing, amendment and an unchanged ETag', async () => {
    const row = await drawn('a.png', png);
    const etags = new Set<string | null>();
    const look = async (): Promise<void> => {
      const response = await open(row);
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true);
      etags.add(response.headers.get('etag'));
    };
    await look();
    const [filed] = await round.file(1, [row]);
    await look();
    await look();
    if (filed?.toEtag == null) throw new Error('nothing was filed');
    await round.file(2, [{ ...row, bucket: filed.toBucket, key: filed.toKey, etag: filed.toEtag }]);
    await look();
    expect(etags.size).toBe(1);
  });

  it('falls back to the source where filing copies and the copy was removed', async () => {
    const row = await drawn('a.png', png);
    const [filed] = await round.file(1, [row], { keepSources: true });
    if (filed === undefined) throw new Error('nothing was filed');
    await store.delete({ bucket: filed.toBucket, key: filed.toKey });
    const response = await open(row);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  it('says 410 once the object was replaced, or is gone', async () => {
    const row = await drawn('a.png', png);
    await store.put({ bucket: round.source, key: 'a.png' }, HTML);
    const replaced = await open(row);
    expect([replaced.status, await replaced.text()]).toEqual([
      410,
      'This image was replaced or deleted after it was drawn.',
    ]);
    expect((await open(row, {}, 'HEAD')).status).toBe(410);
    await store.delete({ bucket: round.source, key: 'a.png' });
    expect((await open(row)).status).toBe(410);
  });

  it('reads the places of a round once for many images', async () => {
    const rows = await Promise.all([1, 2, 3, 4, 5].map((n) => round.upload(`${n}.png`, png)));
    await round.draw(rows);
    const loads = async (): Promise<number> => {
      const metrics = await (await fetch(`${server.operatorsUrl}/metrics`)).text();
      return Number(/^annoloop_media_index_loads_total (\d+)$/m.exec(metrics)?.[1]);
    };
    const before = await loads();
    const responses = await Promise.all([...rows, ...rows].map((row) => open(row)));
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
    await Promise.all(responses.map((response) => response.arrayBuffer()));
    expect((await loads()) - before).toBe(1);
  });

  it('ends the read from the store when the browser goes away', async () => {
    const row = await drawn('big.png', Buffer.concat([png, Buffer.alloc(30_000_000)]));
    const bodies: { destroyed: boolean }[] = [];
    const watching: Pick<ObjectStore, 'get'> = {
      async get(...args) {
        const opened = await store.get(...args);
        bodies.push(opened.body);
        return opened;
      },
    };
    const watched = await startTestServer({ store: watching, loops: { food11: { ledger } } });
    const request = httpRequest(link(row.itemId).replace(server.publicUrl, watched.publicUrl)).end();
    const [response] = await once(request, 'response');
    await once(response, 'data');
    expect(bodies.map(({ destroyed }) => destroyed)).toEqual([false]);
    request.destroy();
    for (let n = 0; n < 100 && !bodies[0]?.destroyed; n++) await sleep(20);
    expect(bodies.map(({ destroyed }) => destroyed)).toEqual([true]);
    await watched.close();
  });

  it('cuts the connection when the store breaks off or ends early, and tells nobody about the store', async () => {
    const row = await drawn('big.png', Buffer.concat([png, Buffer.alloc(30_000_000)]));
    let get: ObjectStore['get'] = store.get;
    const broken = await startTestServer({
      loops: { food11: { ledger } },
      store: { get: (...args) => get(...args) },
    });
    const url = link(row.itemId).replace(server.publicUrl, broken.publicUrl);
    const loaded = (): Promise<unknown> => fetch(url).then((response) => response.text());

    get = async (...args) => {
      const opened = await store.get(...args);
      opened.body.once('data', () => opened.body.destroy(new Error('get s3://secret/place: connection reset')));
      return opened;
    };
    await expect(loaded()).rejects.toThrow();
    get = async (...args) => {
      const opened = await store.get(...args);
      return { ...opened, contentLength: opened.contentLength + 1 };
    };
    await expect(loaded()).rejects.toThrow();
    // The second one goes without saying.
    expect(broken.logged().match(/an image broke off/g)).toHaveLength(1);

    get = async () => store.get({ bucket: 'no bucket has this name', key: 'x' });
    const refused = await fetch(url);
    expect([refused.status, await refused.text()]).toEqual([
      503,
      'The object store cannot be read at the moment. Try again.',
    ]);
    await broken.close();
  });

  it('never logs a token, nor counts by it', async () => {
    const row = await drawn('a.png', png);
    await (await open(row)).arrayBuffer();
    await (await fetch(`${link(row.itemId)}?who=ada`)).arrayBuffer();
    await (await fetch(`${server.publicUrl}/nowhere/${row.itemId}?who=ada`)).arrayBuffer();
    const metrics = await (await fetch(`${server.operatorsUrl}/metrics`)).text();
    for (const text of [server.logged(), metrics]) {
      expect(text).toContain('/media/:token');
      expect(text).toContain('unmatched');
      expect(text).not.toContain(mediaToken(MEDIA_KEYS[0], { round: round.round, itemId: row.itemId }).slice(-20));
      expect(text).not.toContain('ada');
    }
  });
});
