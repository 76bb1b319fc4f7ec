import type { CensusRow } from '../../src/contracts/rows';
import { censusShortfall } from '../../src/loops/census-shortfall';
import { RequestRefused } from '../../src/object-store/errors';
import type { ObjectStore } from '../../src/object-store/port';
import { claimedRound } from '../activities/support/staged-round';
import { loopConfig } from '../rounds/loop-fixture';
import { produce } from '../rounds/play';
import { type Bench, makeLoop, openBench, type TestLoop } from '../rounds/test-loop';
import { TAG_CASES } from './hostile-tags';

jest.setTimeout(120_000);

const keyOf = (index: number): string => `${String(index).padStart(3, '0')}.bin`;

let bench: Bench;
let loop: TestLoop;
let rows: Map<string, CensusRow>;
let shortfall: NonNullable<Awaited<ReturnType<typeof censusShortfall>>>;

/** One object a case, of bytes that are no image; a loop that files in place, so that forged `item` tags are looked into. */
beforeAll(async () => {
  bench = await openBench();
  loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.classes.push({ name: 'Cr\u00e8me br\u00fbl\u00e9e', was: [] });
      config.filing = { ...config.filing, bucket: config.source.bucket, mode: 'in-place' };
    }),
  );
  const refused = new Map<string, Record<string, string>>();
  for (const [index, [, tags]] of TAG_CASES.entries()) {
    const at = { bucket: loop.config.source.bucket, key: keyOf(index) };
    const bytes = Buffer.from(`no image ${index}`);
    await bench.store.put(at, bytes, { tags }).catch(async (error: unknown) => {
      // Characters that this store does not take in a tag, and others do.
      if (!(error instanceof RequestRefused)) throw error;
      refused.set(at.key, tags);
      await bench.store.put(at, bytes);
    });
  }
  await produce(bench, loop, []);
  const round = (await claimedRound(bench, loop)).with({ store: withTags(bench.store, refused) });
  rows = new Map((await round.census()).rows.map((row) => [row.key, row]));
  const found = await censusShortfall(loop.ledger, round.scope.round);
  if (!found) throw new Error('the round has taken no census');
  shortfall = found;
});
afterAll(() => bench.close());

const withTags = (store: ObjectStore, given: ReadonlyMap<string, Record<string, string>>): ObjectStore => ({
  ...store,
  getTags: async (at, options) => given.get(at.key) ?? store.getTags(at, options),
});

test.each(TAG_CASES.map(([what, , outcome], index) => [what.slice(0, 60), outcome, index] as const))(
  '%j',
  (_, outcome, index) => {
    const row = rows.get(keyOf(index));
    if (typeof outcome === 'string') {
      expect(row).toBeUndefined();
      return;
    }
    const { warnings, ...fields } = outcome;
    expect(row).toMatchObject(fields);
    expect(warnings.every((warning) => (shortfall.warnings[warning] ?? 0) > 0)).toBe(true);
  },
);

test('each is counted once, under its reason or under what is odd about it, with the first names', () => {
  const count = (of: readonly string[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const one of of) counts[one] = (counts[one] ?? 0) + 1;
    return counts;
  };
  const outcomes = TAG_CASES.map(([, , outcome]) => outcome);
  expect(shortfall.unusable).toEqual(count(outcomes.filter((outcome) => typeof outcome === 'string')));
  expect(shortfall.warnings).toEqual(
    count(outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome.warnings))),
  );
  const first = TAG_CASES.findIndex(([, , outcome]) => outcome === 'unknown-class');
  expect(shortfall.examples['unknown-class']).toEqual([0, 1, 2, 3, 4].map((more) => keyOf(first + more)));
});
