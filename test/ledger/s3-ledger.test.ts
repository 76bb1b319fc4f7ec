import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { CensusRow } from '../../src/contracts/rows';
import { openArtifactCache } from '../../src/ledger/artifact-cache';
import { openDuckDb } from '../../src/ledger/duckdb';
import type { Ledger } from '../../src/ledger/port';
import { createLedger } from '../../src/ledger/s3-ledger';
import { type Table, table } from '../../src/ledger/table';
import { CENSUS, TASKS } from '../../src/ledger/tables';
import { ledgerViews } from './ledgers';

jest.setTimeout(60_000);

let views: Awaited<ReturnType<typeof ledgerViews>>;

beforeAll(async () => {
  views = await ledgerViews();
});
afterAll(() => views.close());

let folders = 0;
/** Keys that no other test has. */
const folder = (): string => `f${folders++}/`;

const row = (key: string, change: Partial<CensusRow> = {}): CensusRow => ({
  key,
  etag: 'e',
  size: 1,
  lastModified: '2026-11-21T02:05:29Z',
  capturedAt: null,
  predictedClass: 0,
  confidence: 0.5,
  scores: null,
  modelVersion: null,
  flagged: false,
  correctedClass: null,
  tags: {},
  origin: 'window',
  ...change,
});
const many = (count: number): CensusRow[] =>
  Array.from({ length: count }, (_, n) => row(`k${String(n).padStart(6, '0')}`, { size: n }));
const anything = z.object({ by: z.string() });

test('what is written first stands: later writers, in other processes too, adopt it', async () => {
  const key = `${folder()}a.json`;
  const [one, two] = [await views.open(), await views.open()];
  const first = await one.ledger.createJson(key, { by: 'one' });
  expect(first.created).toBe(true);
  for (const { ledger } of [one, two]) {
    expect(await ledger.createJson(key, { by: 'two' })).toEqual({ ref: first.ref, created: false });
    expect(await ledger.readJson(first.ref, anything)).toEqual({ by: 'one' });
    expect(await ledger.find(key)).toEqual(first.ref);
  }
});

test('of many writers at once one creates, and all return its reference', async () => {
  const key = `${folder()}rows.parquet`;
  const writers = await Promise.all(Array.from({ length: 6 }, () => views.open()));
  const results = await Promise.all(
    writers.map(({ ledger }, n) => ledger.createRows(key, CENSUS, many(n + 1), { by: String(n) })),
  );
  expect(results.filter(({ created }) => created)).toHaveLength(1);
  const [ref] = results.map((result) => result.ref);
  if (!ref) throw new Error('nothing was written');
  expect(results.map((result) => result.ref)).toEqual(writers.map(() => ref));
  const reader = (await views.open()).ledger;
  expect((await reader.readRows(ref, CENSUS)).length).toBe(ref.rows);
  expect(await reader.readMetadata(ref)).toEqual({ by: String(ref.rows - 1) });
});

test('an artifact that was restored without what it said of itself is found', async () => {
  const key = `${folder()}restored.json`;
  const { ledger, store } = await views.open();
  await store.put({ bucket: views.bucket, key: `a/${key}` }, Buffer.from('{"by":"a backup"}'));
  const ref = await ledger.find(key);
  expect(ref && (await ledger.readJson(ref, anything))).toEqual({ by: 'a backup' });
});

test('references carry the whole key, lists the part below the prefix, and ledgers do not see each other', async () => {
  const name = folder();
  const [a, b] = [(await views.open('a/')).ledger, (await views.open('b/')).ledger];
  expect((await a.createJson(`${name}2.json`, 1)).ref).toMatchObject({ key: `a/${name}2.json`, rows: 1 });
  await a.createJson(`${name}1.json`, 1);
  await a.createJson(`${name}deeper/3.json`, 1);
  const keysIn = async (ledger: Ledger) => (await ledger.list(name)).map(({ key }) => key);
  expect(await keysIn(a)).toEqual([`${name}1.json`, `${name}2.json`]);
  expect(await keysIn(b)).toEqual([]);
  expect(await b.find(`${name}1.json`)).toBeNull();
});

test('rows come back as they went in, in their order, whatever they hold', async () => {
  const rows = [
    row('z last, first', { tags: { 'a "quoted"': "it's; drop table staged", ü: '日本語 🍜' }, confidence: null }),
    row("a'b", { size: Number.MAX_SAFE_INTEGER, confidence: 0.1 + 0.2, modelVersion: '', flagged: true }),
    row('%20+&?#', { confidence: 5e-324, capturedAt: '2026-11-20T12:00:00.123Z', correctedClass: 7, origin: 'reread' }),
    row('new\nline\ttab\\backslash', { tags: { empty: '' }, confidence: 1 }),
  ];
  const { ledger } = await views.open();
  const metadata = { upTo: `a 'key' with "quotes", {braces} and ü`, counts: JSON.stringify({ a: { b: 1 } }) };
  const { ref } = await ledger.createRows(`${folder()}rows.parquet`, CENSUS, rows, metadata);
  expect(ref.rows).toBe(4);
  const reader = (await views.open()).ledger;
  expect(await reader.readRows(ref, CENSUS)).toEqual(rows);
  expect(await reader.readMetadata(ref)).toEqual(metadata);
});

test('no rows are an artifact too', async () => {
  const { ledger } = await views.open();
  const { ref } = await ledger.createRows(`${folder()}none.parquet`, CENSUS, []);
  expect(ref.rows).toBe(0);
  expect(await ledger.readRows(ref, CENSUS)).toEqual([]);
  expect(await ledger.readMetadata(ref)).toEqual({});
});

test('equal rows make equal bytes, so that an attempt that repeats another is the same artifact', async () => {
  const [one, two] = [await views.open(), await views.open()];
  const write = ({ ledger }: typeof one) => ledger.createRows(`${folder()}x.parquet`, CENSUS, many(5000), { a: 'b' });
  expect((await write(one)).ref.sha256).toBe((await write(two)).ref.sha256);
  const json = async ({ ledger }: typeof one, value: object) =>
    (await ledger.createJson(`${folder()}x.json`, value)).ref;
  expect((await json(one, { a: 1, b: [2] })).sha256).toBe((await json(two, { b: [2], a: 1 })).sha256);
});

test('pages and streams give the rows in the order they were written, over chunks and row groups', async () => {
  const { ledger } = await views.open();
  const rows = many(130_000);
  const name = folder();
  const { ref } = await ledger.createRows(`${name}1.parquet`, CENSUS, rows);
  expect(await ledger.readRows(ref, CENSUS, { offset: 122_800, limit: 200 })).toEqual(rows.slice(122_800, 123_000));
  expect(await ledger.readRows(ref, CENSUS, { offset: 129_990, limit: 100 })).toEqual(rows.slice(129_990));
  expect(await ledger.readRows(ref, CENSUS, { offset: 130_000, limit: 1 })).toEqual([]);
  const { ref: second } = await ledger.createRows(`${name}2.parquet`, CENSUS, many(3));
  let seen = 0;
  let inOrder = true;
  for await (const { size } of ledger.streamRows([ref, second], CENSUS)) {
    inOrder &&= size === seen % 130_000;
    seen += 1;
  }
  expect({ seen, inOrder }).toEqual({ seen: 130_003, inOrder: true });
});

test('SQL sees several artifacts as one view, in their order, and none as an empty one', async () => {
  const { ledger } = await views.open();
  const name = folder();
  const refs = [];
  for (const n of [1, 2]) {
    const rows = [row('same', { modelVersion: `m${n}` }), row(`only ${n}`, { size: n })];
    refs.push((await ledger.createRows(`${name}${n}.parquet`, CENSUS, rows)).ref);
  }
  const census = { refs, table: CENSUS };
  expect(await ledger.query('select modelVersion from census where key = $key', { census }, { key: 'same' })).toEqual([
    { modelVersion: 'm1' },
    { modelVersion: 'm2' },
  ]);
  expect(await ledger.query('select count(*) as n, sum(size) as size from census', { census })).toEqual([
    { n: 4, size: 5 },
  ]);
  const none = { refs: [], table: CENSUS };
  expect(await ledger.query('select key, size from census', { census: none })).toEqual([]);
});

test('SQL reads nothing but the artifacts', async () => {
  const { ledger } = await views.open();
  const outside = join(tmpdir(), 'annoloop-outside.csv');
  for (const sql of [`select * from read_csv('${__filename}')`, `copy (select 1) to '${outside}'`, 'install httpfs']) {
    await expect(ledger.query(sql, {})).rejects.toThrow();
  }
});

test('a value that the column does not hold is refused, and nothing is written', async () => {
  const { ledger } = await views.open();
  const key = `${folder()}bad.parquet`;
  const bad = [
    { ...row('a'), size: 1.5 },
    { ...row('a'), flagged: 'true' },
    { ...row('a'), key: null },
  ] as unknown as CensusRow[];
  for (const one of bad) await expect(ledger.createRows(key, CENSUS, [row('fine'), one])).rejects.toThrow(/column/);
  expect(await ledger.find(key)).toBeNull();
  expect((await ledger.createRows(key, CENSUS, [row('a')])).created).toBe(true);
});

test('what is missing, altered or of another form in the store is said to be so, never used', async () => {
  const writer = await views.open();
  const name = folder();
  const text = (await writer.ledger.createJson(`${name}1.json`, { by: 'one' })).ref;
  const rows = (await writer.ledger.createRows(`${name}2.parquet`, CENSUS, many(3))).ref;
  const { bucket } = views;
  await writer.store.put({ bucket, key: text.key }, Buffer.from('{"by":"mallory"}'));
  await writer.store.delete({ bucket, key: rows.key });
  // Who has it still, reads what was written.
  expect(await writer.ledger.readJson(text, anything)).toEqual({ by: 'one' });

  const reader = (await views.open()).ledger;
  await expect(reader.readJson(text, anything)).rejects.toThrow(/1\.json does not match its digest/);
  await expect(reader.readRows(rows, CENSUS)).rejects.toThrow(/2\.parquet is missing/);
  await expect(writer.ledger.readJson(text, z.object({ to: z.string() }))).rejects.toThrow(
    /is not what it should be \(to:/,
  );
});

test('what lies in the store in place of a Parquet file, or holds other columns, is refused by its name', async () => {
  const { ledger, store } = await views.open();
  const name = folder();
  const key = `${name}garbage.parquet`;
  await store.put({ bucket: views.bucket, key: `a/${key}` }, Buffer.from('this is no Parquet file at all'));
  await expect(ledger.createRows(key, CENSUS, many(1))).rejects.toThrow(
    /garbage\.parquet is not the Parquet file that it should be \(.*magic bytes.*\); restore/,
  );
  const { ref } = await ledger.createRows(`${name}census.parquet`, CENSUS, many(1));
  const refused = await ledger.readRows(ref, TASKS).catch((error: Error) => error);
  expect(refused).toMatchObject({ name: 'ArtifactCorrupt', artifact: `s3://${views.bucket}/${ref.key}` });
  expect(String(refused)).not.toContain(tmpdir());
});

const WRITTEN = table<{ key: string; sum: number; tags: object }>('written', {
  key: 'text',
  sum: 'integer',
  tags: 'json',
});
const TEXTS = table<{ key: string; sum: string; tags: string }>('written', { key: 'text', sum: 'text', tags: 'text' });

test.each([
  ['is no Parquet file', 'garbage', /\(.*magic bytes.*\)/],
  ['lacks a column', 'tasks', /\(Binder Error: .*"key" not found/],
  ['keeps a number as text', 'texts', /\(Invalid Input Error: column "sum" is VARCHAR, not BIGINT\)/],
  ['keeps what is no JSON', 'json', /\(.*JSON.*\)/],
])('a query over an artifact that %s names it, in our words', async (_, which, says) => {
  const { ledger, store } = await views.open();
  const name = folder();
  const good = (await ledger.createRows(`${name}good.parquet`, WRITTEN, [{ key: 'a', sum: 1, tags: {} }])).ref;
  const make = async (): Promise<ArtifactRef> => {
    const key = `${name}bad.parquet`;
    if (which === 'tasks') return (await ledger.createRows(key, TASKS, [])).ref;
    if (which === 'texts') return (await ledger.createRows(key, TEXTS, [{ key: 'b', sum: 'x', tags: '{}' }])).ref;
    const kept = table<{ key: string; sum: number; tags: string }>('written', {
      key: 'text',
      sum: 'integer',
      tags: 'text',
    });
    if (which === 'json') return (await ledger.createRows(key, kept, [{ key: 'b', sum: 1, tags: '{' }])).ref;
    const bytes = Buffer.from('this is no Parquet file at all');
    await store.put({ bucket: views.bucket, key: `a/${key}` }, bytes);
    return { key: `a/${key}`, sha256: createHash('sha256').update(bytes).digest('hex'), rows: 1 };
  };
  const bad = await make();
  const sql = which === 'json' ? 'select sum(sum), no_such_column from written' : 'select sum(sum + 1) from written';
  const refused = await ledger
    .query(sql, { written: { refs: [good, bad], table: WRITTEN as Table<never> } })
    .catch((error: Error) => error);
  expect(refused).toMatchObject({ name: 'ArtifactCorrupt', artifact: `s3://${views.bucket}/${bad.key}` });
  expect(String(refused)).toMatch(says);
  expect(String(refused)).not.toContain(tmpdir());
});

test('a writer whose reply was lost adopts what it wrote', async () => {
  const { store, cache } = await views.open();
  const losing = {
    ...store,
    put: async (...request: Parameters<typeof store.put>) => {
      await store.put(...request);
      throw new Error('the reply was lost');
    },
  };
  const key = `${folder()}claim.json`;
  const files = await openArtifactCache(cache, 1e9);
  const duckdb = await openDuckDb({ directory: cache, memoryLimit: '64MB', threads: 1 });
  const at = { cache: files, duckdb, bucket: views.bucket, prefix: 'a/' };
  await expect(createLedger({ store: losing, ...at }).createJson(key, { by: 'me' })).rejects.toThrow('was lost');
  const again = createLedger({ store, ...at });
  const { ref, created } = await again.createJson(key, { by: 'me' });
  expect(created).toBe(false);
  expect(await again.readJson(ref, anything)).toEqual({ by: 'me' });
});

test('lines of a manifest are its rows', async () => {
  const { ledger } = await views.open();
  const key = `${folder()}manifest.jsonl`;
  expect((await ledger.createText(key, '{"a":1}\n{"a":2}\n', 'application/jsonl')).ref.rows).toBe(2);
  expect((await (await views.open()).ledger.find(key))?.rows).toBe(2);
});
