import { buffer } from 'node:stream/consumers';
import { failureOf } from '../../activities/failures';
import type { ObjectStore } from '../../src/object-store/port';
import { realStore } from '../object-store/real-store';
import { endless, http, type StrangeAnswer, startStrangeServer } from './strange-server';

jest.setTimeout(60_000);

const at = { bucket: 'production', key: 'a.png' };

/** Every method that asks the server, as a round uses it. */
const REQUESTS: Record<string, (store: ObjectStore) => Promise<unknown>> = {
  async list(store) {
    const keys: string[] = [];
    for await (const page of store.list({ bucket: at.bucket, key: '' })) keys.push(...page.map(({ key }) => key));
    return keys;
  },
  head: (store) => store.head(at),
  get: async (store) => buffer((await store.get(at)).body),
  getTags: (store) => store.getTags(at),
  putTags: (store) => store.putTags(at, { a: 'b' }),
  put: (store) => store.put(at, Buffer.from('x'), { create: true }),
  copy: (store) => store.copy({ from: at, ifMatch: 'e', to: { ...at, key: 'b' }, size: 1, tags: {} }),
  delete: (store) => store.delete(at, { ifMatch: 'e' }),
  ensureBucket: (store) => store.ensureBucket(at.bucket),
  bucketExists: (store) => store.bucketExists(at.bucket),
  now: (store) => store.now(at.bucket),
};

const HTML = 'text/html; charset=utf-8';
const XML = 'application/xml';
const PAGE = '<!DOCTYPE html><html><head><title>MinIO Console</title></head><body><p>Log in</body></html>';
const DATE = 'Date: Sat, 21 Nov 2026 02:05:29 GMT';

/** What an address answers that is no store, and what is said of it. */
const CASES: readonly (readonly [what: string, answer: StrangeAnswer, type: string, says: RegExp])[] = [
  [
    'the page of a console',
    http('200 OK', HTML, PAGE, DATE),
    'StoreUnavailable',
    /not an S3 answer.*check that S3_ENDPOINT/,
  ],
  [
    'a page that is well-formed',
    http('200 OK', HTML, '<html><body/></html>', DATE),
    'StoreUnavailable',
    /not an S3 answer/,
  ],
  ['JSON', http('200 OK', 'application/json', '{"status":"ok"}', DATE), 'StoreUnavailable', /not an S3 answer/],
  ['nothing, as a page', http('200 OK', HTML, '', DATE), 'StoreUnavailable', /not an S3 answer|cannot do this now/],
  ['nothing', http('200 OK', null, '', DATE), 'StoreUnavailable', /not an S3 answer|cannot do this now \(HTTP 503\)/],
  ['text', http('200 OK', 'text/plain', 'OK', DATE), 'StoreUnavailable', /not an S3 answer/],
  [
    'the XML of another service',
    http('200 OK', XML, '<?xml version="1.0"?><rss><channel/></rss>', DATE),
    'StoreUnavailable',
    /not an S3 answer/,
  ],
  [
    'XML cut in the middle',
    http('200 OK', XML, '<?xml version="1.0"?><ListBucketResult><Name>produ', DATE),
    'StoreUnavailable',
    /not an S3 answer/,
  ],
  ['a page without an end', endless(HTML, '<p>more</p>'), 'StoreUnavailable', /not an S3 answer/],
  [
    'a redirect to a console',
    http('307 Temporary Redirect', HTML, '', 'location: http://127.0.0.1:9/login', DATE),
    'StoreUnavailable',
    /not an S3 answer|refuses the region/,
  ],
  ['a page that is not found', http('404 Not Found', HTML, PAGE, DATE), 'StoreUnavailable', /not an S3 answer/],
  ['a proxy without a server', http('502 Bad Gateway', HTML, PAGE, DATE), 'StoreUnavailable', /cannot do this now/],
  ['another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'StoreUnavailable', /cannot be reached \((HPE_\w+|ENETWORK)\)/],
  ['nothing, and hangs up', (socket) => socket.end(), 'StoreUnavailable', /cannot be reached/],
];

const SILENT = new Set(
  ['nothing', 'nothing, as a page', 'the XML of another service', 'XML cut in the middle'].map(
    (what) => `putTags: ${what}`,
  ),
);

describe.each(CASES)('an address that answers %s', (what, answer, type, says) => {
  const failures = new Map<string, Error>();

  /** All requests at once: each has a connection of its own. */
  beforeAll(async () => {
    const server = await startStrangeServer(answer);
    const store = realStore({ endpoint: server.url, requestTimeoutMs: 3_000 });
    const before = process.memoryUsage().rss;
    await Promise.all(
      Object.entries(REQUESTS).map(([name, request]) =>
        request(store).then(
          (result) => failures.set(name, new Error(`it was taken for a store: ${JSON.stringify(result)}`)),
          (failed: Error) => failures.set(name, failed),
        ),
      ),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(1_500_000_000);
    await server.close();
  });

  // An empty success is all that S3 says to some requests.
  const told = Object.keys(REQUESTS).filter((name) => !SILENT.has(`${name}: ${what}`));
  test.each(told)('is refused by %s', (name) => {
    const error = failures.get(name);
    expect(error?.message).toMatch(says);
    expect(error?.message.length).toBeLessThan(1_000);
    expect((failureOf(error) as { type?: string }).type).toBe(type);
  });
});

test('an empty answer that calls itself HTML is of a store where it has what a store answers', async () => {
  const done = await startStrangeServer(http('200 OK', HTML, '', 'ETag: "e"', DATE));
  const put = await realStore({ endpoint: done.url }).put(at, Buffer.from('x'), { create: true });
  expect(put).toMatchObject({ etag: 'e' });
  await done.close();
  const gone = await startStrangeServer(http('204 No Content', HTML, '', DATE));
  await realStore({ endpoint: gone.url }).delete(at, { ifMatch: 'e' });
  await gone.close();
});
