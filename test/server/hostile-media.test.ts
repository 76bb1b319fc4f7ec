import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import type { DrawRow } from '../../src/contracts/rows';
import { itemId } from '../../src/domain/item-id';
import type { Ledger } from '../../src/ledger/port';
import { mediaToken } from '../../src/media/token';
import type { ObjectStore } from '../../src/object-store/port';
import { drawRow } from '../draw-row';
import { stack } from '../setup/stack';
import { type MediaRound, mediaRound } from './support/media-round';
import { MEDIA_KEYS, startTestServer, type TestServer } from './support/running-server';
import { openTestLoops } from './support/test-loops';

const HTML = '<!doctype html><script>document.title = "owned"</script>';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "owned"</script></svg>';
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(text, 'utf16le')]);
const behind = (hex: string, text: string): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(text)]);

/** What strangers upload under a picture's name, and the type it is given away as; null: as a download of no type. */
const UPLOADS: [what: string, bytes: Buffer, type: string | null][] = [
  ['a page', Buffer.from(HTML), null],
  ['a page in UTF-16', utf16(HTML), null],
  ['a page behind spaces', Buffer.from(`\n\t ${HTML}`), null],
  ['an SVG', Buffer.from(SVG), null],
  ['an SVG behind a declaration', Buffer.from(`<?xml version="1.0"?>${SVG}`), null],
  ['an SVG that was packed', gzipSync(SVG), null],
  ['a style sheet of XSLT', Buffer.from('<?xml-stylesheet type="text/xsl" href="#"?><x/>'), null],
  ['a script', Buffer.from('alert(1)'), null],
  ['a PDF', Buffer.from('%PDF-1.7 /JS (app.alert(1))'), null],
  ['a program', Buffer.from('0061736d01000000', 'hex'), null],
  ['an archive', Buffer.from('504b0304', 'hex'), null],
  ['a mail with parts', Buffer.from(`MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${HTML}`), null],
  ['a bitmap by its first letters alone', Buffer.from(`BM${HTML}`), null],
  ['the first byte of a picture', Buffer.from('89', 'hex'), null],
  ['nothing', Buffer.alloc(0), null],
  // What is both stays a picture: no browser looks for a page in it, told not to.
  ['a page behind the head of a GIF', Buffer.from(`GIF89a/*${HTML}*/=1;alert(1)`), 'image/gif'],
  ['a page behind the head of a JPEG', behind('ffd8ffe0', HTML), 'image/jpeg'],
  ['a page behind the head of a PNG', behind('89504e470d0a1a0a', HTML), 'image/png'],
  [
    'an image of 60,000 by 60,000',
    behind('89504e470d0a1a0a0000000d494844520000ea600000ea600802000000', ''),
    'image/png',
  ],
];

/** Of this connection, or of an answer of one kind. */
const ASIDE = ['connection', 'keep-alive', 'transfer-encoding', 'content-disposition', 'content-range'];

/** All that an image is answered with: what the uploader declared is not among it. */
const HEADERS = [
  'accept-ranges',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-resource-policy',
  'date',
  'etag',
  'referrer-policy',
  'vary',
  'x-content-type-options',
];

describe('hostile media', () => {
  const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
  const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
  let store: ObjectStore;
  let ledger: Ledger;
  let server: TestServer;
  let round: MediaRound;
  let closeLoops: () => Promise<void>;
  const rows = new Map<string, DrawRow>();
  const reads = { ledger: 0, store: 0 };

  beforeAll(async () => {
    ({ store, ledger, close: closeLoops } = await openTestLoops());
    round = await mediaRound(store, ledger);
    for (const [what, bytes] of [...UPLOADS, ['a picture', await picture()] as const])
      rows.set(what, await upload(what, bytes));
    await round.draw([...rows.values()]);
    server = await startTestServer({
      store: {
        get(...args) {
          reads.store += 1;
          return store.get(...args);
        },
      },
      directory: {
        async find() {
          reads.ledger += 1;
          return { bucket: 'ledger', key: 'food11', sha256: 'food11' };
        },
      },
      openLoop: async () => ({ config: {} as never, ledger }),
    });
  });
  afterAll(async () => {
    await server.close();
    await closeLoops();
    s3.destroy();
  });
  beforeEach(() => {
    reads.ledger = 0;
    reads.store = 0;
  });

  const picture = (): Promise<Buffer> =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: '#3a7' } })
      .png({ compressionLevel: 0 })
      .toBuffer();

  /** As somebody who wants it to be shown as a page, in every way that S3 has. */
  async function upload(what: string, bytes: Buffer): Promise<DrawRow> {
    const key = `${what}.html"\r\nSet-Cookie: a=b`;
    const { ETag } = await s3.send(
      new PutObjectCommand({
        Bucket: round.source,
        Key: key,
        Body: bytes,
        ContentType: 'text/html; charset=utf-7',
        ContentDisposition: 'inline; filename="x.html"',
        ContentLanguage: 'en',
        CacheControl: 'public, max-age=31536000',
        ...(what.includes('packed') && { ContentEncoding: 'gzip' }),
        Metadata: { 'set-cookie': 'a=b' },
      }),
    );
    const object = { bucket: round.source, key, etag: (ETag ?? '').replaceAll('"', ''), size: bytes.length };
    return drawRow(key, { ...object, itemId: itemId(object), contentSha256: null });
  }
  const tokenOf = (what: string, key: string = MEDIA_KEYS[0]): string =>
    mediaToken(key, { round: round.round, itemId: rows.get(what)?.itemId ?? '' });
  const open = (what: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(`${server.publicUrl}/media/${tokenOf(what)}`, { method, headers });

  it.each(UPLOADS)('%s is what it is, whatever its uploader called it', async (what, bytes, type) => {
    for (const [method, range, status] of [
      ['GET', null, 200],
      ['HEAD', null, 200],
      ['GET', 'bytes=0-0', bytes.length === 0 ? 416 : 206],
    ] as const) {
      const response = await open(what, range === null ? {} : { Range: range }, method);
      expect(response.status).toBe(status);
      if (status === 416) continue;
      expect(response.headers.get('content-type')).toBe(type ?? 'application/octet-stream');
      expect(response.headers.get('content-disposition')).toBe(type === null ? 'attachment' : null);
      const named = [...response.headers.keys()].filter((name) => !ASIDE.includes(name));
      expect(named.sort()).toEqual(HEADERS);
      expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const body = Buffer.from(await response.arrayBuffer());
      if (method === 'GET' && range === null) expect(body.equals(bytes)).toBe(true);
    }
  });

  it.each([
    ['bytes=0-0,5-', 200, null],
    ['bytes=0-18446744073709551615', 200, null],
    ['bytes=5-2', 200, null],
    ['bytes=-0', 416, null],
    ['bytes=-5', 206, 5],
    ['bytes=0-999999999', 206, null],
    ['bytes=--5', 200, null],
    ['bytes = 0-1', 200, null],
    ['items=0-1', 200, null],
    ['bytes=0x0-0x9', 200, null],
    ['bytes=', 200, null],
    [`bytes=${'0-0,'.repeat(3_000)}0-0`, 200, null],
  ])('a range of %s is no way around anything', async (range, status, length) => {
    const size = (await picture()).length;
    const response = await open('a picture', { Range: range });
    expect(response.status).toBe(status);
    const { byteLength } = await response.arrayBuffer();
    if (status !== 416) expect(byteLength).toBe(length ?? size);
  });

  it('a forged token costs no look at store, ledger or Temporal, however it was forged', async () => {
    const [token, other] = [tokenOf('a picture'), tokenOf('a page')];
    const [id, of, item, mac] = token.split('.') as [string, string, string, string];
    const [, , otherItem, otherMac] = other.split('.') as [string, string, string, string];
    const [oldId] = tokenOf('a picture', MEDIA_KEYS[1]).split('.') as [string];
    const text = (value: string): string => Buffer.from(value).toString('base64url');
    const forged = [
      [id, of, otherItem, mac],
      [id, of, item, otherMac],
      [id, item, of, mac],
      [oldId, of, item, mac],
      [oldId.slice(0, 7), of, item, mac],
      ['', of, item, mac],
      ['constructor', of, item, mac],
      [id, of, item, ''],
      [id, of, item],
      [id, of, item, mac.slice(0, -1)],
      [id, of, item, mac.slice(0, 8)],
      [id, of, item, `${mac}=`],
      [id, of, item, `${mac}A`],
      [id, of, item, `${mac}.`],
      [id, of, item, mac.toUpperCase()],
      [id.toUpperCase(), of, item, mac],
      [id, `${of}=`, item, mac],
      [id, of, item.replaceAll('-', '+'), `${mac}%00`],
      [id, text(`${round.round}/../x`), item, mac],
      [id, text('food11-round-never'), text('0'.repeat(24)), mac],
      [id, text(round.round.normalize('NFD')).toLowerCase(), item, mac],
      [id, of, item, Buffer.from(mac, 'base64url').toString('hex')],
      [id, of, item, encodeURIComponent(Buffer.from(mac, 'base64url').toString('base64'))],
      [id, of, item, mac, id, of, otherItem, otherMac],
      [`${id}%2e${of}%2e${otherItem}`, mac],
    ].map((parts) => parts.join('.'));
    for (const path of [
      ...forged,
      `${token}/`,
      `${token}/..`,
      `x/../${other.slice(0, -2)}`,
      `${token}%2F`,
      ` ${token.slice(1)}`,
    ]) {
      const response = await fetch(`${server.publicUrl}/media/${path}`);
      expect([path.replaceAll(token, 'TOKEN'), response.status]).toEqual([path.replaceAll(token, 'TOKEN'), 404]);
      await response.arrayBuffer();
    }
    expect(reads).toEqual({ ledger: 0, store: 0 });
    const response = await open('a picture');
    expect([response.status, reads.store]).toEqual([200, 1]);
    await response.arrayBuffer();
  });

  it('a key that was taken out stops opening what it signed, and nothing that another one signed', async () => {
    const rotated = await startTestServer({
      store,
      loops: { food11: { ledger } },
      mediaKeys: ['a newer key, long enough for a test', MEDIA_KEYS[0]],
    });
    const status = async (key: string): Promise<number> => {
      const response = await fetch(`${rotated.publicUrl}/media/${tokenOf('a picture', key)}`);
      await response.arrayBuffer();
      return response.status;
    };
    expect(await status('a newer key, long enough for a test')).toBe(200);
    expect(await status(MEDIA_KEYS[0])).toBe(200);
    expect(await status(MEDIA_KEYS[1])).toBe(404);
    expect(rotated.logged()).toContain('no key has signed the token');
    await rotated.close();
  });

  it('who does not read what he asked for is cut, and the read from the store with him', async () => {
    const big = await mediaRound(store, ledger);
    const row = await big.upload('big.png', Buffer.concat([await picture(), Buffer.alloc(30_000_000)]));
    await big.draw([row]);
    const bodies: { destroyed: boolean }[] = [];
    const hurried = await startTestServer({
      loops: { food11: { ledger } },
      slowestReader: { bytesPerSecond: 100_000_000, graceMs: 300 },
      store: {
        async get(...args) {
          const opened = await store.get(...args);
          bodies.push(opened.body);
          return opened;
        },
      },
    });
    const url = `${hurried.publicUrl}/media/${mediaToken(MEDIA_KEYS[0], { round: big.round, itemId: row.itemId })}`;
    const response = await new Promise<IncomingMessage>((resolve) => httpRequest(url, resolve).end());
    expect([response.statusCode, bodies.map(({ destroyed }) => destroyed)]).toEqual([200, [false]]);
    // Nothing of it is read here, and the sockets hold less than all.
    for (let n = 0; n < 300 && !bodies[0]?.destroyed; n++) await sleep(20);
    expect(bodies.map(({ destroyed }) => destroyed)).toEqual([true]);
    await new Promise((resolve) =>
      response
        .on('error', () => undefined)
        .on('close', resolve)
        .resume(),
    );
    expect(response.complete).toBe(false);
    await hurried.close();
  });

  it('other methods than GET and HEAD read nothing', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await open('a picture', {}, method);
      expect([method, response.status]).toEqual([method, method === 'OPTIONS' ? 204 : 404]);
      await response.arrayBuffer();
    }
    expect(reads).toEqual({ ledger: 0, store: 0 });
  });
});
