import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CensusRow, FilingRow } from '../../src/contracts/rows';
import { ROUND_PHASES } from '../../src/contracts/status';
import { isTombstone } from '../../src/domain/tombstone';
import { blankParquet } from '../../src/forget/blank-parquet';
import { blankedExamples, blankedManifest, blankedPage } from '../../src/forget/blanked-text';
import { objectionTo } from '../../src/forget/open-work';
import { type DuckDb, openDuckDb } from '../../src/ledger/duckdb';
import { describeParquet, readParquet, writeParquet } from '../../src/ledger/parquet';
import type { Table } from '../../src/ledger/table';
import { CENSUS, DRAW, FILING, LABELS } from '../../src/ledger/tables';
import { roundPage } from '../../src/report/round-page';
import { drawRow } from '../draw-row';
import { fullReport } from '../report/samples';

let folder: string;
let duckdb: DuckDb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annoloop-blanking-'));
  duckdb = await openDuckDb({ directory: folder, memoryLimit: '256MB', threads: 1 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const victim = drawRow("day 1/it's ü.png", {
  capturedAt: '2026-11-20T12:34:56Z',
  lastModified: '2026-11-20T12:59:01Z',
  scores: { 1: 0.5 },
  tags: { device: 'a "b"', site: 'x', user: 'ada', predicted_class: 'Bread' },
  group: 'ada-burst',
  perceptualHash: '00ff00ff00ff00ff',
  cell: 2,
  purpose: 'evaluation',
});
const other = drawRow('other.png', { tags: { user: 'bob' } });

async function blanked<Row>(
  table: Table<Row>,
  rows: Row[],
  metadata: Record<string, string> = {},
  slices: string[] = [],
) {
  const [from, to] = [join(folder, 'from.parquet'), join(folder, `to-${Math.random()}.parquet`)];
  await writeParquet(duckdb, from, table, rows, metadata);
  const blanking = { itemIds: [victim.itemId], keys: [victim.key], bucket: 'production', slices };
  const count = await blankParquet(duckdb, from, to, blanking);
  if (count === null) return null;
  const left: Row[] = [];
  for await (const row of readParquet(duckdb, to, table)) left.push(row);
  const { metadata: kept } = await describeParquet(duckdb, to);
  return { count, rows: left, metadata: kept };
}

/** What a census has of a drawn row. */
const census = (row: CensusRow): CensusRow =>
  Object.fromEntries(CENSUS.columns.map(({ name }) => [name, row[name as keyof CensusRow]])) as unknown as CensusRow;

test('a drawn row keeps what estimates add up and loses what tells of its image; its neighbours stay as they are', async () => {
  const after = await blanked(DRAW, [other, victim], { draws: '[]' }, ['site', 'device', 'absent']);
  expect(after?.rows[0]).toEqual(other);
  const row = after?.rows[1];
  expect(row).toEqual({
    ...victim,
    key: row?.key,
    etag: `forgotten-${victim.itemId}`,
    size: 0,
    lastModified: '2026-11-20T12:00:00Z',
    capturedAt: '2026-11-20T12:00:00Z',
    scores: null,
    tags: { device: 'a "b"', site: 'x' },
    contentSha256: null,
    perceptualHash: null,
    group: null,
  });
  expect(isTombstone(row?.key ?? '')).toBe(true);
  expect(after).toMatchObject({ count: 1, metadata: { draws: '[]' } });
  expect((await blanked(DRAW, [other, victim]))?.rows[1]?.tags).toEqual({});
});

test('a census row is known by what it is the hash of, and a part does not end with a forgotten key', async () => {
  const after = await blanked(CENSUS, [census(victim), census(other)], { upTo: victim.key, counts: '{}' });
  expect(after).toMatchObject({ count: 1, metadata: { upTo: '', counts: '{}' } });
  expect(after?.rows.map(({ key }) => isTombstone(key))).toEqual([true, false]);
  expect(await blanked(CENSUS, [census(other)], { upTo: victim.key })).toMatchObject({
    count: 0,
    metadata: { upTo: '' },
  });
  expect(await blanked(CENSUS, [census(other)], { upTo: other.key })).toBeNull();
});

test('a census does not show a forgotten key among the first ones of a reason, in its parts and in its index', async () => {
  const counts = { warnings: { 'unreadable-flag': 2 }, examples: { 'unreadable-flag': [other.key, victim.key] } };
  const left = { ...counts, examples: { 'unreadable-flag': [other.key] } };
  const after = await blanked(CENSUS, [census(other)], { upTo: other.key, counts: JSON.stringify(counts) });
  expect(JSON.parse(after?.metadata.counts ?? '')).toEqual(left);
  expect(after).toMatchObject({ count: 0, rows: [census(other)], metadata: { upTo: other.key } });

  expect(JSON.parse(blankedExamples(JSON.stringify(counts), [victim.key]))).toEqual(left);
  for (const text of [JSON.stringify(left), '{"warnings": {}}']) expect(blankedExamples(text, [victim.key])).toBe(text);
});

test('a filing says that the object is gone; what says nothing of an image is not written anew', async () => {
  const filing: FilingRow = {
    itemId: victim.itemId,
    folder: 'training',
    classId: 1,
    fromBucket: 'production',
    fromKey: victim.key,
    fromEtag: victim.etag,
    toBucket: 'dataset',
    toKey: `training/class_01/x-${victim.itemId}.png`,
    toEtag: 'e',
    size: 5,
    contentSha256: 's',
    status: 'filed',
    deleteSource: true,
  };
  const after = await blanked(FILING, [filing]);
  expect(after?.rows).toMatchObject([
    { status: 'gone', deleteSource: false, toEtag: null, contentSha256: null, classId: 1 },
  ]);
  expect(JSON.stringify(after?.rows)).not.toContain(victim.key);
  const label = {
    itemId: victim.itemId,
    purpose: 'training',
    draw: 'rest',
    status: 'labelled',
    classId: 1,
    noneOfThese: false,
    cannotTell: false,
    votes: [],
    blind: true,
  } as const;
  expect(await blanked(LABELS, [{ ...label, votes: [] }])).toBeNull();
});

test('a page loses the picture of one item, and a manifest one line of what it says', () => {
  const report = fullReport();
  const shown = report.mistakes.shown.slice(0, 2).map(({ itemId }) => itemId) as [string, string];
  const pictures = new Map(
    shown.map((id, index) => [id, { kind: 'picture' as const, source: `data:image/jpeg;base64,PICTURE${index}` }]),
  );
  const page = roundPage(report, pictures);
  const after = blankedPage(page, [shown[0]]);
  expect([page.includes('PICTURE0'), after.includes('PICTURE0'), after.includes('PICTURE1')]).toEqual([
    true,
    false,
    true,
  ]);
  expect(after).toContain('no picture: forgotten');
  expect(blankedPage(page, ['f'.repeat(24)])).toBe(page);
  // Of a layout that nobody knows, no picture is left.
  expect(blankedPage(`<p>${victim.itemId}</p><img src="x">`, [victim.itemId])).not.toContain('<img');

  const line = (id: string) => `{"itemId":"${id}","key":"k-${id}","etag":"e","classId":3,"votes":{"3":1}}`;
  const manifest = `${line('a')}\n${line('b')}\n`;
  expect(blankedManifest(manifest, ['a'])).not.toMatch(/k-a|"a".*"etag":"e"/);
  expect(blankedManifest(manifest, ['a'])).toContain(line('b'));
  expect(blankedManifest(manifest, ['c'])).toBe(manifest);
});

test('what runs is not disturbed: only rounds that wait for people, amend or are closed are gone through', () => {
  const with_ = (phase: (typeof ROUND_PHASES)[number]) =>
    objectionTo({ rounds: [{ round: 'r', phase }], gate: null, reject: async () => undefined }, false);
  const allowed = ROUND_PHASES.filter((phase) => with_(phase) === null);
  expect(allowed).toEqual(['waiting', 'amending', 'closed']);
  expect(with_('blocked')).toContain('annoloop round show r');
  const gate = (phase: 'gathering' | 'deciding' | 'training' | 'blocked', holds: boolean) =>
    objectionTo({ rounds: [], gate: { phase, digest: 'd' }, reject: async () => undefined }, holds);
  expect([gate('gathering', false), gate('deciding', true), gate('training', false)]).toEqual([null, null, null]);
  expect([gate('training', true), gate('blocked', false)]).toEqual([
    expect.stringContaining('trained'),
    expect.stringContaining('parked'),
  ]);
});
