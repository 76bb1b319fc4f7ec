import { buffer } from 'node:stream/consumers';
import type { CensusRow, DrawRow, FilingRow } from '../../src/contracts/rows';
import { itemOfFiledKey } from '../../src/domain/filing-keys';
import { censusShortfall } from '../../src/loops/census-shortfall';
import type { ObjectStore, ObjectSummary } from '../../src/object-store/port';
import { claimedRound } from '../activities/support/staged-round';
import { draw, loopConfig } from '../rounds/loop-fixture';
import { produce } from '../rounds/play';
import { type Bench, makeLoop, openBench, type TestLoop } from '../rounds/test-loop';
import { BELOW_OTHERS, LISTED_ELSEWHERE, UNUSABLE_KEYS, USABLE_KEYS } from './hostile-keys';

jest.setTimeout(120_000);

const BYTES = (key: string): Buffer => Buffer.from(`the image of ${key}`);
const REAL = [...USABLE_KEYS, ...UNUSABLE_KEYS.map(([key]) => key)];
const LISTED = [...LISTED_ELSEWHERE.map(([key]) => key), ...BELOW_OTHERS];

let bench: Bench;
let loop: TestLoop;
let rows: CensusRow[];
let drawn: DrawRow[];
let filing: FilingRow[];
let shortfall: NonNullable<Awaited<ReturnType<typeof censusShortfall>>>;

/** All of them in one bucket, and one round over it: what one key does to another would show too. */
beforeAll(async () => {
  bench = await openBench();
  loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.draws = [draw({ name: 'everything', strategy: 'all' })];
    }),
  );
  const { bucket } = loop.config.source;
  for (const key of REAL) {
    await bench.store.put({ bucket, key }, key.endsWith('/') ? Buffer.alloc(0) : BYTES(key), {
      tags: { predicted_class: 'Bread', confidence: '0.9' },
    });
  }
  await produce(bench, loop, []);
  const round = (await claimedRound(bench, loop)).with({ store: alsoListing(bench.store) });
  rows = (await round.census()).rows;
  const drawing = await round.draw();
  drawn = drawing.rows;
  filing = (await round.file(drawing, await round.label(drawing, () => 'Noodles/Pasta'))).rows;
  const found = await censusShortfall(loop.ledger, round.scope.round);
  if (!found) throw new Error('the round has taken no census');
  shortfall = found;
});
afterAll(() => bench.close());

/** As other stores list: with keys that ours cannot have. Below two of them lies what ours can have. */
function alsoListing(store: ObjectStore): ObjectStore {
  const summary = (key: string): ObjectSummary => ({
    key,
    etag: 'e',
    size: 9,
    lastModified: new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, 'Z'),
  });
  return {
    ...store,
    async *list({ bucket, key: prefix }, options) {
      const more = bucket === loop.config.source.bucket ? LISTED.map(summary) : [];
      const all: ObjectSummary[] = more.filter(({ key }) => key.startsWith(prefix));
      for await (const page of store.list({ bucket, key: prefix }, options)) all.push(...page);
      all.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
      // Pages that end between a key and what is below it.
      for (let at = 0; at < all.length; at += 7) yield all.slice(at, at + 7);
    },
    getTags: ({ bucket, key }, options) =>
      (BELOW_OTHERS as readonly string[]).includes(key) ? Promise.resolve({}) : store.getTags({ bucket, key }, options),
  };
}

/** Long keys by their ends. */
const shortly = (key: string): string => (key.length < 60 ? key : `${key.slice(0, 20)}…${key.slice(-20)}`);

test.each(USABLE_KEYS.map((key) => [shortly(key), key] as const))(
  '%j is in the census, is drawn, and is filed with its bytes and its tags',
  async (_, key) => {
    const row = rows.filter((one) => one.key === key);
    expect(row).toHaveLength(1);
    const [item] = drawn.filter((one) => one.key === key);
    const [filed] = filing.filter((one) => one.fromKey === key);
    expect(filed).toMatchObject({ status: 'filed', itemId: item?.itemId });
    const to = { bucket: filed?.toBucket ?? '', key: filed?.toKey ?? '' };
    expect(itemOfFiledKey(to.key)).toBe(item?.itemId);
    expect(await buffer((await bench.store.get(to)).body)).toEqual(BYTES(key));
    expect(await bench.store.getTags(to)).toMatchObject({ predicted_class: 'Bread', item: item?.itemId });
    expect(await bench.store.head({ bucket: loop.config.source.bucket, key })).toBeNull();
  },
);

const REASONS = [...UNUSABLE_KEYS, ...LISTED_ELSEWHERE];

test.each(REASONS.map(([key, reason]) => [shortly(key), reason, key] as const))(
  '%j is no row, and is left where it is: %s',
  async (_, reason, key) => {
    expect(rows.filter((row) => row.key === key && !USABLE_KEYS.some((usable) => usable === key))).toEqual([]);
    expect(shortfall.unusable[reason]).toBe(REASONS.filter(([, other]) => other === reason).length);
    if (UNUSABLE_KEYS.some(([real]) => real === key)) {
      expect(await bench.store.head({ bucket: loop.config.source.bucket, key })).not.toBeNull();
    }
  },
);

test('nothing else is counted, and each reason names its first keys', () => {
  const reasons = new Set([...REASONS.map(([, reason]) => reason), 'no-predicted-class']);
  expect(new Set(Object.keys(shortfall.unusable))).toEqual(reasons);
  expect(shortfall.unusable['no-predicted-class']).toBe(BELOW_OTHERS.length);
  expect(rows).toHaveLength(USABLE_KEYS.length);
  expect(shortfall.examples['folder-of-others']).toEqual(['foo', 'nested', 'nested/foo']);
  expect(shortfall.examples['control-character']).toHaveLength(5);
});

test('what the census holds is read back as it was, whatever the keys', () => {
  const keys = new Set(rows.map(({ key }) => key));
  expect(keys).toEqual(new Set(USABLE_KEYS));
});
