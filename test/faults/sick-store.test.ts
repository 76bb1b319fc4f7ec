import type { S3Client } from '@aws-sdk/client-s3';
import type { ApplicationFailure } from '@temporalio/common';
import type { Dependencies } from '../../activities/dependencies';
import { listingCheck } from '../../src/object-store/listing-check';
import type { ObjectStore } from '../../src/object-store/port';
import { readWhole } from '../../src/object-store/read-whole';
import { createS3Store } from '../../src/object-store/s3-store';
import { newBucket, realSettings, realStore } from '../object-store/real-store';
import { type Bench, openBench, type TestLoop } from '../rounds/test-loop';
import { rawClient } from './bucket-state';
import { type DisturbedWorkers, disturbedWorkers } from './disturbed-workers';
import { type Fault, type FaultRule, type Line, type PassedRequest, startLine } from './line';
import { filingLoop, type StagedFiling, stagedFiling } from './staged-filing';

jest.setTimeout(120_000);

let bench: Bench;
let line: Line;
let client: S3Client;
let disturbed: DisturbedWorkers;
let loop: TestLoop;
/** A worker that reaches the store through the line, and one that copies everything in parts. */
let worker: Dependencies;
let inParts: Dependencies;
let cases = 0;

const PATIENCE_MS = 400;

beforeAll(async () => {
  bench = await openBench();
  line = await startLine(realSettings().endpoint ?? '');
  client = rawClient(bench);
  loop = await filingLoop(bench, client, 'move');
  disturbed = await disturbedWorkers(bench);
  worker = await disturbed.worker(line.url, 'whole');
  inParts = await disturbed.worker(line.url, 'in parts');
  for (const { openLoop } of [worker, inParts]) await openLoop(loop.ref);
});
afterEach(() => line.clear());
afterAll(async () => {
  client.destroy();
  await line.close();
  await bench.close();
  await disturbed.close();
});

const throughLine = (changes: Partial<Parameters<typeof createS3Store>[0]> = {}): ObjectStore =>
  createS3Store(realSettings({ endpoint: line.url, ...changes }));

const XML = { 'content-type': 'application/xml' };
/** An artifact's own, as a network leaves it that garbles the body. */
const DIGEST_OF_OTHERS = { 'x-amz-meta-sha256': '0'.repeat(64) };
const errorBody = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>sick</Message></Error>`;

const is = {
  copy: ({ method, headers }: PassedRequest) => method === 'PUT' && 'x-amz-copy-source' in headers,
  complete: ({ method, url }: PassedRequest) => method === 'POST' && url.includes('uploadId='),
  delete: ({ method }: PassedRequest) => method === 'DELETE',
  tagsOf: ({ method, url }: PassedRequest) => method === 'GET' && url.includes('tagging'),
  list: ({ method, url }: PassedRequest) => method === 'GET' && url.includes('list-type=2'),
  get: ({ method, url }: PassedRequest) =>
    method === 'GET' && url.includes('x-id=GetObject') && !url.includes('tagging'),
  head: ({ method }: PassedRequest) => method === 'HEAD',
  anything: () => true,
} satisfies Record<string, FaultRule['matches']>;

const inject = (what: keyof typeof is, fault: Fault, times?: number) =>
  line.inject({ matches: is[what], fault, ...(times !== undefined && { times }) });

const stage = (): Promise<StagedFiling> => {
  cases += 1;
  return stagedFiling(bench, client, loop, `sick-${cases}.`, [
    { key: `day/sick-${cases}.png`, content: Buffer.from(`sick ${cases}`) },
    { key: `day/sick-${cases}-parts.png`, content: Buffer.from(`parts ${cases}`), inParts: true },
  ]);
};

const exists = async (bucket: string, key: string): Promise<boolean> =>
  (await bench.store.head({ bucket, key })) !== null;

/** Everything at its destination as it was uploaded, and nowhere else. */
async function expectFiled(staged: StagedFiling): Promise<void> {
  const rows = await staged.rows();
  expect(rows.map(({ status }) => status)).toEqual(['filed', 'filed']);
  for (const { fromBucket, fromKey, toBucket, toKey, itemId, toEtag } of rows) {
    expect(await exists(fromBucket, fromKey)).toBe(false);
    expect((await bench.store.head({ bucket: toBucket, key: toKey }))?.etag).toBe(toEtag);
    expect(await bench.store.getTags({ bucket: toBucket, key: toKey })).toMatchObject({
      item: itemId,
      model_version: 'm1',
    });
  }
}

const expectSourcesStand = async ({ items }: StagedFiling): Promise<void> => {
  for (const { bucket, key } of items) expect([key, await exists(bucket, key)]).toEqual([key, true]);
};

const failureOf = (step: Promise<unknown>): Promise<ApplicationFailure> =>
  step.then(
    () => {
      throw new Error('this was expected to fail');
    },
    (error) => error as ApplicationFailure,
  );

describe('one fault on the way of a filing: what fails for now is tried again within the step, and all is filed', () => {
  const success: Fault = { kind: 'answer', status: 200, headers: XML, body: errorBody('InternalError') };
  test.each<[string, keyof typeof is, Fault]>([
    ['CopyObject: 200 with an error inside, nothing copied', 'copy', success],
    [
      'CopyObject: 200 with an error inside, although it copied',
      'copy',
      { ...success, kind: 'replace-reply' } as Fault,
    ],
    ['CopyObject: 200 without a body', 'copy', { kind: 'answer', status: 200 }],
    ['CopyObject: 503', 'copy', { kind: 'answer', status: 503, body: errorBody('SlowDown') }],
    ['CopyObject: reset', 'copy', { kind: 'reset' }],
    ['CompleteMultipartUpload: 200 with an error inside', 'complete', success],
    ['CompleteMultipartUpload: the reply is lost', 'complete', { kind: 'drop-reply' }],
    ['CompleteMultipartUpload: 200 without a body', 'complete', { kind: 'replace-reply', status: 200 }],
    ['DeleteObject: 200 with an error inside, nothing deleted', 'delete', success],
    ['DeleteObject: 200 without a body, nothing deleted', 'delete', { kind: 'answer', status: 200 }],
    ['DeleteObject: the reply is lost', 'delete', { kind: 'drop-reply' }],
    ['GetObjectTagging: 200 with an error inside', 'tagsOf', success],
    ['GetObjectTagging: a body that is cut', 'tagsOf', { kind: 'cut-body' }],
    ['GetObjectTagging: 200 without a body', 'tagsOf', { kind: 'answer', status: 200 }],
    [
      'GetObject: other bytes, and nothing that says whose they are',
      'get',
      { kind: 'replace-reply', status: 200, headers: { etag: '"e"' }, body: 'XXXXXXX' },
    ],
    [
      'GetObject: other bytes of the same length',
      'get',
      { kind: 'replace-reply', status: 200, headers: { etag: '"e"', ...DIGEST_OF_OTHERS }, body: 'XXXXXXX' },
    ],
    [
      'GetObject: fewer bytes, and a length that says so',
      'get',
      {
        kind: 'replace-reply',
        status: 200,
        headers: { etag: '"e"', 'content-length': '3', ...DIGEST_OF_OTHERS },
        body: 'XXX',
      },
    ],
    ['GetObject: a body that is cut', 'get', { kind: 'cut-body' }],
    ['HeadObject: 200 of somebody who knows no ETag', 'head', { kind: 'answer', status: 200 }],
    ['HeadObject: 500', 'head', { kind: 'answer', status: 500 }],
  ])('%s', async (_, what, fault) => {
    const staged = await stage();
    const by = what === 'complete' ? inParts : worker;
    const injected = inject(what, fault, 1);
    await staged.file(by);
    expect(injected.hits).toBe(1);
    await expectFiled(staged);
  });
});

describe('a store that stays sick', () => {
  test.each<[string, keyof typeof is, Fault]>([
    [
      'CopyObject is always answered by 200 without a copy',
      'copy',
      { kind: 'answer', status: 200, headers: XML, body: '<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>' },
    ],
    [
      'CopyObject is always answered by 200 with an error inside',
      'copy',
      { kind: 'answer', status: 200, headers: XML, body: errorBody('InternalError') },
    ],
    ['no tags can be read', 'tagsOf', { kind: 'answer', status: 503 }],
  ])(
    '%s: the step fails to be tried again, deletes nothing and asks a bounded number of times',
    async (_, what, fault) => {
      const staged = await stage();
      const injected = inject(what, fault);
      const failure = await failureOf(staged.file(worker));
      expect(failure.nonRetryable ?? false).toBe(false);
      expect(injected.hits).toBeLessThanOrEqual(20);
      await expectSourcesStand(staged);
      line.clear();
      await staged.file(worker);
      await expectFiled(staged);
    },
  );

  test('a deletion that is always said to be done, and is not, is no deletion', async () => {
    const staged = await stage();
    const { filing } = await staged.record(worker, await staged.copy(worker));
    inject('delete', { kind: 'answer', status: 200 });
    const failure = await failureOf(staged.remove(worker, filing));
    expect(failure).toMatchObject({ type: 'StoreUnavailable', nonRetryable: false });
    line.clear();
    expect(await staged.remove(worker, filing)).toEqual({ deleted: 2, left: 0 });
    await expectFiled(staged);
  });

  test('who asks to be left alone is: no second request, and the next attempt comes when it was said', async () => {
    const staged = await stage();
    const wait = async (header: string, date?: string): Promise<{ failure: ApplicationFailure; asked: number }> => {
      const headers = { 'retry-after': header, ...(date !== undefined && { date }) };
      const injected = inject('head', { kind: 'answer', status: 503, headers });
      const failure = await failureOf(staged.copy(worker));
      injected.remove();
      return { failure, asked: injected.hits };
    };
    const seconds = await wait('120');
    expect(seconds.failure).toMatchObject({ type: 'StoreUnavailable', nonRetryable: false, nextRetryDelay: 120_000 });
    // One each of the two objects, which are looked at side by side.
    expect(seconds.asked).toBe(2);
    // By the store's clock, whatever ours says.
    const then = await wait('Sat, 21 Nov 2026 00:01:30 GMT', 'Sat, 21 Nov 2026 00:00:00 GMT');
    expect(then.failure).toMatchObject({ nextRetryDelay: 90_000 });
    expect(then.asked).toBe(2);
    const long = await wait('86400');
    expect(long.failure).toMatchObject({ nextRetryDelay: 15 * 60_000 });
  });

  test('one that asks for a second is asked once more after it', async () => {
    const store = throughLine();
    inject('head', { kind: 'answer', status: 503, headers: { 'retry-after': '1' } }, 1);
    const begun = performance.now();
    expect(await store.head({ bucket: loop.config.source.bucket, key: 'nothing' })).toBeNull();
    expect(performance.now() - begun).toBeGreaterThan(950);
  });
});

test('an artifact that arrives as something else, by its key or by its digest, is read again; twice, and it is said to be corrupt', async () => {
  const key = 'rounds/sick/closed.json';
  const { ref } = await loop.ledger.createJson(key, { round: 'sick', outcome: 'fine' });
  const other = (times: number): void => {
    const body = '{"outcome":"evil","round":"sick"}';
    line.inject({
      matches: (request) => is.get(request) && request.url.includes(key),
      fault: { kind: 'replace-reply', status: 200, headers: { etag: '"e"', 'x-amz-meta-sha256': ref.sha256 }, body },
      times,
    });
  };
  const { ledger } = await worker.openLoop(loop.ref);
  other(2);
  await expect(ledger.find(key)).rejects.toThrow('does not match its digest');
  line.clear();
  other(1);
  expect(await ledger.find(key)).toEqual(ref);
});

describe('a body that comes slowly', () => {
  const at = () => ({ bucket: loop.config.source.bucket, key: 'slow.bin' });
  const size = 60_000;
  beforeAll(() => bench.store.put(at(), Buffer.alloc(size, 'a')));

  test('is read to its end, as long as it is no silence', async () => {
    // Longer than any of its ten pieces is waited for, and none that a busy machine sends late.
    inject('get', { kind: 'slow-body', ms: 3000 });
    const store = throughLine({ requestTimeoutMs: 2000 });
    expect((await readWhole(store, at()))?.length).toBe(size);
  });

  test('is given up after a silence', async () => {
    inject('get', { kind: 'slow-body', ms: PATIENCE_MS * 30 });
    const store = throughLine({ requestTimeoutMs: PATIENCE_MS });
    const begun = performance.now();
    await expect(readWhole(store, at())).rejects.toMatchObject({ name: 'StoreUnavailable', operation: 'get' });
    expect(performance.now() - begun).toBeLessThan(PATIENCE_MS * 25);
  });

  test('is given up when it only drips, and never because its reader takes his time', async () => {
    const small = { ...at(), key: 'small.bin' };
    await bench.store.put(small, Buffer.alloc(200));
    inject('get', { kind: 'slow-body', ms: 5000 });
    const store = throughLine({ requestTimeoutMs: 1000 });
    await expect(readWhole(store, small)).rejects.toThrow(/comes too slowly: \d+ bytes in \d+ ms/);
    line.clear();
    const { body } = await throughLine({ requestTimeoutMs: PATIENCE_MS }).get(at());
    let read = 0;
    for await (const chunk of body) {
      read += (chunk as Buffer).length;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS * 2));
    }
    expect(read).toBe(size);
  });

  test('of an answer that is no object, too: a listing that drips for ever ends', async () => {
    inject('list', { kind: 'slow-body', ms: PATIENCE_MS * 8 });
    const store = throughLine({ requestTimeoutMs: PATIENCE_MS / 8 });
    await expect(store.now(loop.config.source.bucket)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });
});

describe('a listing', () => {
  const store = realStore({ listPage: 4 });
  let bucket: string;
  let pages: string[];
  const keys = Array.from({ length: 10 }, (_, n) => `key ${n}`);

  async function listed(through: ObjectStore): Promise<string[]> {
    const found: string[] = [];
    for await (const page of through.list({ bucket, key: '' })) found.push(...page.map(({ key }) => key));
    return found;
  }
  const replaced = (body: string, times?: number, skip = 0) =>
    line.inject({
      matches: is.list,
      fault: { kind: 'answer', status: 200, headers: XML, body },
      skip,
      ...(times !== undefined && { times }),
    });

  beforeAll(async () => {
    bucket = await newBucket(store, 'listing');
    for (const key of keys) await store.put({ bucket, key }, Buffer.from('x'));
    pages = ['', '4', '8'].map((_, index) => {
      const some = keys.slice(index * 4, index * 4 + 4);
      const contents = some
        .map((key) => `<Contents><Key>${key}</Key><ETag>"e"</ETag><Size>1</Size></Contents>`)
        .join('');
      const next = index < 2 ? `<NextContinuationToken>t${index}</NextContinuationToken>` : '';
      return `<ListBucketResult><Name>b</Name><KeyCount>${some.length}</KeyCount><IsTruncated>${index < 2}</IsTruncated>${next}${contents}</ListBucketResult>`;
    });
  });

  test('that nothing disturbs has every key once', async () => {
    expect(await listed(throughLine({ listPage: 4 }))).toEqual(keys);
    replaced(pages[0] ?? '', 1);
    replaced(pages[1] ?? '', 1);
    replaced(pages[2] ?? '', 1);
    expect(await listed(throughLine())).toEqual(keys);
  });

  test.each<[string, string, (pages: string[]) => string[]]>([
    ['with a page that is cut within its XML', 'not an S3 answer', ([one = '']) => [one.slice(0, one.length / 2)]],
    [
      'with a page that lacks keys',
      'has 4 keys, and has 3',
      ([one = '']) => [one.replace(/<Contents>.*?<\/Contents>/, '')],
    ],
    ['with a page that comes twice', "repeats 'key 0'", ([one = '']) => [one, one.replace('t0', 't1')]],
    ['that says there is more, and not where', 'and not where', ([one = '']) => [one.replace(/<Next.*Token>/, '')]],
    [
      'whose tokens go in a circle',
      'has no end',
      ([one = '', two = '']) => [one, two, one.replaceAll('key', 'yek').replace('t0', 't1')],
    ],
  ])('%s is no listing', async (_, message, sick) => {
    for (const body of sick(pages)) replaced(body, body === pages[0]?.slice(0, pages[0].length / 2) ? 2 : 1);
    await expect(listed(throughLine())).rejects.toThrow(message);
  });

  test('of empty pages without an end is given up', () => {
    const check = listingCheck({ bucket, key: '' });
    const empty = (n: number): void => check({ IsTruncated: true, KeyCount: 0, NextContinuationToken: `t${n}` });
    for (let n = 0; n < 1000; n += 1) empty(n);
    expect(() => empty(1000)).toThrow('has no end');
  });
});
