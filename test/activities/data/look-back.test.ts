import { takeCensus } from '../../../activities/data/take-census';
import type { RoundOutcome } from '../../../src/contracts/activities';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import type { Window } from '../../../src/contracts/window';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS, DRAW } from '../../../src/ledger/tables';
import type { ObjectStore } from '../../../src/object-store/port';
import { loopConfig } from '../../rounds/loop-fixture';
import { tagsOf, upload } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { scopeOf } from '../support/staged-round';
import { runActivity, runStep } from '../support/steps';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const HOUR = 3_600_000;
const midnight = (day: number): string => `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`;

/** A day of the loop as one window, whose round is taken step by step. */
interface Day {
  census(store?: ObjectStore): Promise<[key: string, origin: string][]>;
  draw(): Promise<string[]>;
  close(outcome: RoundOutcome): Promise<void>;
}

/** Days of one loop: their objects are dated by their keys, `DAY/HOUR/NAME`, and some of them surface later. */
async function openDays(change: (config: LoopConfig) => void = () => undefined) {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.feedbackMs = 24 * HOUR;
      config.source.since = midnight(1);
      config.draws = config.draws.map((draw) => (draw.size === null ? draw : { ...draw, size: 1 }));
      change(config);
    }),
  );
  const unfinished = new Set<string>();
  const store: ObjectStore = {
    ...bench.store,
    async *list(from, options) {
      for await (const page of bench.store.list(from, options)) {
        if (from.bucket !== loop.config.source.bucket) yield page;
        else
          yield page
            .filter(({ key }) => !unfinished.has(key))
            .map((object) => ({ ...object, lastModified: dateOf(object.key) }));
      }
    },
  };
  return {
    loop,
    store,
    produce: (...keys: string[]) => upload(bench.store, loop.config, keys.map(picture)),
    flag: (key: string) =>
      bench.store.putTags({ bucket: loop.config.source.bucket, key }, { ...tagsOf(picture(key)), flagged: 'true' }),
    /** Uploads of many parts that are listed only once they have surfaced. */
    unfinished,
    day: (number: number) => dayOf(loop, store, number),
  };
}

const picture = (key: string) => ({ key, predicted: 'Bread', truth: 'Bread', confidence: 0.9 }) as const;

function dateOf(key: string): string {
  const [day = '', hour = ''] = key.split('/');
  return `2026-11-${day}T${hour}:00:00Z`;
}

async function dayOf(loop: TestLoop, store: ObjectStore, number: number): Promise<Day> {
  const { ledger } = loop;
  const scope = scopeOf(loop, number);
  const window: Window = { start: midnight(number), end: midnight(number + 1) };
  const claim = { ...window, round: scope.round, claimedAt: window.end, configRef: loop.ref };
  await ledger.createJson(ledgerKeys.opened(scope.round), {
    round: scope.round,
    configRef: loop.ref,
    scheduledAt: null,
  });
  await ledger.createJson(ledgerKeys.window(window.start), claim);
  const take = (from: ObjectStore) =>
    runStep({ ...bench.dependencies, store: from }, 'takeCensus', { ...scope, window });
  return {
    async census(from = store) {
      const rows: CensusRow[] = [];
      const { parts } = JSON.parse(await ledger.readText((await take(from)).census)) as { parts: [] };
      for (const part of parts) rows.push(...(await ledger.readRows(part, CENSUS)));
      return rows.map(({ key, origin }) => [key, origin]);
    },
    async draw() {
      const { census } = await take(store);
      const { draw } = await runStep(bench.dependencies, 'drawItems', { ...scope, window, census });
      return (await ledger.readRows(draw, DRAW)).map(({ key }) => key);
    },
    async close(outcome) {
      await runStep(bench.dependencies, 'closeRound', { ...scope, outcome });
    },
  };
}

const only = (rows: [string, string][], origin: string): string[] =>
  rows.filter((row) => row[1] === origin).map(([key]) => key);

test('what surfaced or was flagged while an earlier round was parked is found once that has drawn, however late', async () => {
  const { produce, unfinished, flag, day } = await openDays();
  await produce(
    '01/22/a.png',
    '01/22/b.png',
    '01/23/slow.png',
    '02/23/slow.png',
    '02/01/a.png',
    '03/01/a.png',
    '04/01/a.png',
  );
  unfinished.add('01/23/slow.png').add('02/23/slow.png');
  const first = await day(1);
  expect(only(await first.census(), 'window')).toEqual(['01/22/a.png', '01/22/b.png']);
  // It is parked now, for days.
  const second = await day(2);
  expect(await second.census()).toEqual([['02/01/a.png', 'window']]);
  await second.draw();

  unfinished.clear();
  const third = await day(3);
  // The second day is within its reach, and nobody else's; the first is still the parked round's.
  expect(await third.census()).toEqual([
    ['02/23/slow.png', 'late'],
    ['03/01/a.png', 'window'],
  ]);
  await third.draw();
  const drawn = await first.draw();
  const left = ['01/22/a.png', '01/22/b.png'].filter((key) => !drawn.includes(key));
  expect(left).toHaveLength(1);
  await flag(left[0] ?? '');

  const fourth = await day(4);
  const rows = await fourth.census();
  expect(only(rows, 'late')).toEqual(['01/23/slow.png']);
  expect(only(rows, 'reread')).toEqual(left);
  await fourth.draw();
  // And looked for no more.
  await produce('01/21/never looked for again.png');
  expect(await (await day(5)).census()).toEqual([]);
});

test('a census of several attempts has looked back only as far as its first one could', async () => {
  const { loop, store, produce, unfinished, day } = await openDays();
  await produce('01/01/a.png', '01/23/slow.png', '02/01/a.png', '02/01/b.png', '03/01/a.png');
  unfinished.add('01/23/slow.png');
  const first = await day(1);
  await first.census();
  const second = await day(2);
  const broken: ObjectStore = {
    ...store,
    async *list(from, options) {
      for await (const page of store.list(from, options)) {
        for (const object of page) yield [object];
        throw new Error('the line broke');
      }
    },
  };
  const input = { ...scopeOf(loop, 2), window: { start: midnight(2), end: midnight(3) } };
  const inParts = takeCensus({ ...bench.dependencies, store: broken }, { rows: 1, listed: 2 });
  unfinished.clear();
  await expect(runActivity(inParts, input)).rejects.toThrow('the line broke');
  await first.draw();
  // Its first part ends after the key that surfaced: that one is not listed again.
  expect(only(await second.census(), 'late')).toEqual([]);
  await second.draw();
  expect(only(await (await day(3)).census(), 'late')).toEqual(['01/23/slow.png']);
});

test('a parked round that is given up leaves its objects to the next census, within the look-back', async () => {
  const { produce, day } = await openDays();
  await produce('01/01/a.png', '02/01/a.png', '03/01/a.png');
  const first = await day(1);
  const second = await day(2);
  expect(await second.census()).toEqual([['02/01/a.png', 'window']]);
  await second.draw();
  await first.close({ kind: 'abandoned', by: 'ada', reason: 'test' });
  expect(only(await (await day(3)).census(), 'late')).toEqual(['01/01/a.png']);
});

test.each<RoundOutcome>([{ kind: 'nothing-new' }, { kind: 'skipped', openRounds: 2 }])(
  'a window that a late attempt claimed when its round had ended as $kind is the next census’s, as a whole',
  async (outcome) => {
    const { produce, day } = await openDays((config) => {
      config.lookbackMs = HOUR;
      config.feedbackMs = HOUR;
    });
    await produce('01/02/a.png', '01/22/b.png', '02/01/c.png', '03/01/d.png');
    await (await day(1)).close(outcome);
    const second = await day(2);
    expect((await second.census()).sort()).toEqual([
      ['01/02/a.png', 'late'],
      ['01/22/b.png', 'late'],
      ['02/01/c.png', 'window'],
    ]);
    await second.draw();
    expect(only(await (await day(3)).census(), 'late')).toEqual([]);
  },
);

test('a census waits for a listing that lags behind the claims: without it, it would take what an open round takes', async () => {
  const { loop, produce, day } = await openDays();
  await produce('01/10/a', '02/10/b', '03/10/c');
  const [, , third] = [await day(1), await day(2), await day(3)];
  const window: Window = { start: midnight(3), end: midnight(4) };
  for (const missing of [[1, 2], [2]]) {
    const lagging = new Set(missing.map((number) => ledgerKeys.window(midnight(number))));
    const list: Ledger['list'] = async (folder) =>
      (await loop.ledger.list(folder)).filter(({ key }) => !lagging.has(key));
    const openLoop = async () => ({ config: loop.config, ledger: { ...loop.ledger, list } });
    const census = runStep({ ...bench.dependencies, openLoop }, 'takeCensus', { ...scopeOf(loop, 3), window });
    await expect(census).rejects.toMatchObject({
      type: 'StoreUnavailable',
      nonRetryable: false,
      message: expect.stringContaining(`does not show the window that ends at ${midnight(3)}, which was claimed`),
    });
  }
  expect(await third.census()).toEqual([['03/10/c', 'window']]);
});
