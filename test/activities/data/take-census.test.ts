import { takeCensus } from '../../../activities/data/take-census';
import type { CensusRow } from '../../../src/contracts/rows';
import type { ObjectStore, ObjectSummary } from '../../../src/object-store/port';
import { loopConfig } from '../../rounds/loop-fixture';
import { produce } from '../../rounds/play';
import { bytesOf, type Picture, pictures, tagsOf, upload } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { claimedRound, type StagedRound, truthOf } from '../support/staged-round';
import { runActivity } from '../support/steps';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const newLoop = (change?: Parameters<typeof loopConfig>[0]): Promise<TestLoop> => makeLoop(bench, loopConfig(change));
const keysOf = (rows: readonly { key: string }[]): string[] => rows.map(({ key }) => key).sort();
const byKey = (rows: readonly CensusRow[]): CensusRow[] => [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
const picture = (key: string): Picture => ({ key, predicted: 'Bread', truth: 'Bread', confidence: 0.9 });

/** Lists only what passes, as while an upload of many parts is not finished. */
const listing = (passes: (object: ObjectSummary) => boolean): ObjectStore => ({
  ...bench.store,
  async *list(from, options) {
    for await (const page of bench.store.list(from, options)) yield page.filter(passes);
  },
});

/** Lists in pages of `size`; before page `failing`, counted from 0, the line breaks. Notes where each listing of all began. */
function paging(size: number, failing = Number.POSITIVE_INFINITY, starts: string[] = []): ObjectStore {
  return {
    ...bench.store,
    async *list(from, options) {
      if (from.key === '') starts.push(options?.startAfter ?? '');
      let pages = 0;
      for await (const page of bench.store.list(from, options)) {
        for (let at = 0; at < page.length; at += size) {
          if (pages++ === failing) throw new Error('the line broke');
          yield page.slice(at, at + size);
        }
      }
    },
  };
}

const setTags = (loop: TestLoop, { key }: { key: string }, tags: Record<string, string>): Promise<void> =>
  bench.store.putTags({ bucket: loop.config.source.bucket, key }, tags);

test('what cannot be drawn is counted by reason, once, and what is odd about an object does not keep it out', async () => {
  const loop = await newLoop();
  const { bucket } = loop.config.source;
  const put = (key: string, tags: Record<string, string>, bytes: Uint8Array = bytesOf({ key })) =>
    bench.store.put({ bucket, key }, bytes, { tags });
  await put('a/good.png', { predicted_class: 'Bread', confidence: '0.9' });
  await put('a/odd.png', { predicted_class: 'Bread', confidence: 'ninety' });
  await put('a/folder/', {}, Buffer.alloc(0));
  await put('a/empty.png', { predicted_class: 'Bread' }, Buffer.alloc(0));
  await put('a/untagged.png', {});
  await put('a/other class.png', { predicted_class: 'Soup' });
  await put('a/other class 2.png', { predicted_class: 'Salad' });
  await produce(bench, loop, []);

  const first = await claimedRound(bench, loop, 0);
  const { unusable, window, rows } = await first.census();
  const reasons = { 'folder-marker': 1, 'empty-object': 1, 'no-predicted-class': 1, 'unknown-class': 2 };
  expect({ unusable, window }).toEqual({ unusable: reasons, window: 2 });
  expect(rows.map(({ key, confidence }) => [key, confidence])).toEqual([
    ['a/good.png', 0.9],
    ['a/odd.png', null],
  ]);
  await first.draw();

  await produce(bench, loop, [picture('b.png')]);
  const second = await (await claimedRound(bench, loop, 1)).census();
  expect({ unusable: second.unusable, keys: keysOf(second.rows) }).toEqual({ unusable: {}, keys: ['b.png'] });
});

test('an object that was predicted only after its window closed is found as late', async () => {
  const loop = await newLoop();
  await bench.store.put({ bucket: loop.config.source.bucket, key: 'slow.png' }, bytesOf({ key: 'slow.png' }));
  await produce(bench, loop, [picture('a.png')]);
  await (await claimedRound(bench, loop, 0)).draw();
  await produce(bench, loop, [picture('b.png')]);
  await setTags(loop, { key: 'slow.png' }, tagsOf(picture('slow.png')));
  const { rows } = await (await claimedRound(bench, loop, 1)).census();
  expect(rows.map(({ key, origin }) => [key, origin])).toEqual([
    ['b.png', 'window'],
    ['slow.png', 'late'],
  ]);
});

test.each([
  { lookbackMs: 3_600_000, late: ['day1/IMG 3.png'] },
  { lookbackMs: 0, late: [] },
])(
  'an upload that was not finished when its window was listed: late within `lookback` ($lookbackMs ms)',
  async (at) => {
    const loop = await newLoop((config) => {
      config.lookbackMs = at.lookbackMs;
    });
    await produce(bench, loop, pictures(5));
    const first = (await claimedRound(bench, loop, 0)).with({ store: listing(({ key }) => key !== 'day1/IMG 3.png') });
    expect((await first.census()).window).toBe(4);
    await first.draw();
    await produce(bench, loop, pictures(2, 'day2'));
    const second = await claimedRound(bench, loop, 1);
    const { rows, late } = await second.census();
    expect(keysOf(rows.filter(({ origin }) => origin === 'late'))).toEqual(at.late);
    expect(late).toBe(at.late.length);
    // It is in one census only.
    await second.draw();
    await produce(bench, loop, []);
    expect((await (await claimedRound(bench, loop, 2)).census()).rows).toEqual([]);
  },
);

test.each([
  { feedbackMs: 3_600_000, again: true },
  { feedbackMs: 0, again: false },
])('undrawn objects whose tags changed are read again while they are young enough ($feedbackMs ms)', async (at) => {
  const loop = await newLoop((config) => {
    config.feedbackMs = at.feedbackMs;
  });
  const all = pictures(12);
  await produce(bench, loop, all);
  const first = await claimedRound(bench, loop, 0);
  const drawn = keysOf((await first.draw()).rows);
  const undrawn = all.filter(({ key }) => !drawn.includes(key));
  const [flagged, same] = undrawn;
  if (!flagged || !same) throw new Error('everything was drawn');
  await setTags(loop, flagged, { ...tagsOf(flagged), flagged: 'true' });
  await setTags(loop, same, tagsOf(same));
  // What was drawn is with people already.
  await setTags(loop, { key: drawn[0] ?? '' }, { predicted_class: 'Bread', flagged: 'true' });

  await produce(bench, loop, []);
  const second = await claimedRound(bench, loop, 1);
  const expected = at.again ? [[flagged.key, 'reread', true]] : [];
  const { rows } = await second.census();
  expect(rows.map(({ key, origin, flagged: is }) => [key, origin, is])).toEqual(expected);

  // A tag that was read again is known; the next change of it is news.
  await produce(bench, loop, []);
  expect((await (await claimedRound(bench, loop, 2)).census()).rows).toEqual([]);
});

test('of several readings of an object the last one counts: a flag taken back is news, the same flag is not', async () => {
  const loop = await newLoop((config) => {
    config.draws = config.draws.filter(({ name }) => name === 'evaluation').map((draw) => ({ ...draw, size: 1 }));
  });
  const all = pictures(6).slice(2);
  await produce(bench, loop, all);
  const drawn = keysOf((await (await claimedRound(bench, loop, 0)).draw()).rows);
  const one = all.find(({ key }) => !drawn.includes(key));
  if (!one) throw new Error('everything was drawn');
  const readings = [];
  for (const [second, flagged] of ['true', 'false', 'false', 'true'].entries()) {
    await setTags(loop, one, { ...tagsOf(one), flagged });
    await produce(bench, loop, []);
    const round = await claimedRound(bench, loop, second + 1);
    readings.push((await round.census()).rows.map(({ key, flagged: is }) => [key, is]));
    await round.draw();
  }
  expect(readings).toEqual([[[one.key, true]], [[one.key, false]], [], [[one.key, true]]]);
});

test('late and changed objects are left alone until the rounds before have drawn, and are then found by a later one', async () => {
  const loop = await newLoop();
  const all = pictures(12);
  await produce(bench, loop, all);
  const hidden = all[3]?.key ?? '';
  const first = (await claimedRound(bench, loop, 0)).with({ store: listing(({ key }) => key !== hidden) });
  await first.census();
  await produce(bench, loop, pictures(2, 'day2'));
  const second = await claimedRound(bench, loop, 1);
  const whileOpen = await second.census();
  expect(whileOpen).toMatchObject({ window: 2, late: 0, reread: 0 });

  const drawn = keysOf((await first.draw()).rows);
  await second.draw();
  const changed = all.find(({ key }) => key !== hidden && !drawn.includes(key));
  if (!changed) throw new Error('everything was drawn');
  await setTags(loop, changed, { ...tagsOf(changed), flagged: 'true' });
  await produce(bench, loop, []);
  const third = await (await claimedRound(bench, loop, 2)).census();
  expect(third).toMatchObject({ window: 0, late: 1, reread: 1 });
  expect(keysOf(third.rows)).toEqual([hidden, changed.key].sort());
});

test('an attempt that dies in the middle of a census costs only the part it was at', async () => {
  const loop = await newLoop();
  await produce(bench, loop, pictures(23));
  const round = await claimedRound(bench, loop, 0);
  const input = { ...round.scope, window: round.window };
  const take = (store: ObjectStore) =>
    runActivity(takeCensus({ ...bench.dependencies, store }, { rows: 5, listed: 1000 }), input);

  const starts: string[] = [];
  // Pages of two: a part is full after three of them. The first attempt dies in the third part, the second in the fourth.
  await expect(take(paging(2, 7, starts))).rejects.toThrow('the line broke');
  await expect(take(paging(2, 4, starts))).rejects.toThrow('the line broke');
  const taken = await take(paging(2, Number.POSITIVE_INFINITY, starts));
  const { rows } = await round.census();
  const keys = keysOf(rows);
  expect(starts).toEqual(['', keys[11], keys[17]]);
  expect(taken).toMatchObject({ window: 23, late: 0, reread: 0 });
  expect(byKey(rows)).toEqual(rows);
  expect(new Set(keys).size).toBe(23);
  // A look at a taken census lists nothing.
  expect(await take(paging(2, 0, starts))).toEqual(taken);
  expect(starts).toHaveLength(3);
});

test('an attempt that was thought dead goes on from the parts that another one wrote meanwhile', async () => {
  const loop = await newLoop();
  await produce(bench, loop, pictures(20));
  const round = await claimedRound(bench, loop, 0);
  const input = { ...round.scope, window: round.window };
  const take = (store: ObjectStore, rows: number) =>
    runActivity(takeCensus({ ...bench.dependencies, store }, { rows, listed: 1000 }), input);
  let other: Promise<unknown> | null = null;
  const overtaken: ObjectStore = {
    ...bench.store,
    async *list(from, options) {
      for await (const page of paging(3).list(from, options)) {
        yield page;
        other ??= take(paging(4), 4);
        await other;
      }
    },
  };
  const taken = await take(overtaken, 6);
  expect(taken).toEqual(await other);
  expect(taken.window).toBe(20);
  const { rows } = await round.census();
  expect(rows.map(({ key }) => key)).toEqual([...new Set(keysOf(rows))]);
});

test('many objects that are no rows still end in a part: an old source is not listed again from its start', async () => {
  const loop = await newLoop((config) => {
    config.source.since = '2126-01-01T00:00:00Z';
  });
  await upload(bench.store, loop.config, pictures(9));
  const scope = { loop: loop.config.name, configRef: loop.ref, round: `${loop.config.name}-round-x` };
  const input = { ...scope, window: { start: '2126-01-01T00:00:00Z', end: '2126-01-02T00:00:00Z' } };
  const sizes = { rows: 100, listed: 4 };
  const starts: string[] = [];
  const take = (store: ObjectStore) => runActivity(takeCensus({ ...bench.dependencies, store }, sizes), input);
  await expect(take(paging(2, 4, starts))).rejects.toThrow('the line broke');
  expect(await take(paging(2, Number.POSITIVE_INFINITY, starts))).toMatchObject({ window: 0, unusable: {} });
  expect(starts).toEqual(['', 'day1/IMG 7.png']);
});

describe('filing in place', () => {
  async function filedInPlace(): Promise<{ loop: TestLoop; first: StagedRound; all: Picture[] }> {
    const loop = await newLoop((config) => {
      config.filing = { ...config.filing, mode: 'in-place', bucket: config.source.bucket };
    });
    const all = pictures(6);
    await produce(bench, loop, all);
    const first = await claimedRound(bench, loop, 0);
    const draw = await first.draw();
    await first.file(draw, await first.label(draw, truthOf(loop, all)));
    await produce(bench, loop, []);
    return { loop, first, all };
  }

  test('copies that we filed are not new objects', async () => {
    const { loop } = await filedInPlace();
    const second = await (await claimedRound(bench, loop, 1)).census();
    expect(second).toMatchObject({ window: 0, late: 0, reread: 0, unusable: {} });
  });

  test("an `item` tag that is not ours, or a copy of ours with somebody else's key, does not hide an object", async () => {
    const { loop, first } = await filedInPlace();
    const { bucket } = loop.config.source;
    const [filed] = (await first.draw()).rows;
    const ours = { item: filed?.itemId ?? '', round: first.scope.round, label: 'class_00' };
    const foreign: [string, Record<string, string>][] = [
      ['new/sku.png', { item: 'SKU-4711' }],
      ['new/sku with round.png', { item: 'SKU-4712', round: first.scope.round }],
      ['new/pretender.png', ours],
      ['new/unknown round.png', { ...ours, round: 'nobody-round-2026-11-21T00:00:00Z' }],
    ];
    for (const [key, tags] of foreign) {
      await bench.store.put({ bucket, key }, bytesOf({ key }), { tags: { ...tagsOf(picture(key)), ...tags } });
    }
    await produce(bench, loop, []);
    const { rows } = await (await claimedRound(bench, loop, 1)).census();
    expect(keysOf(rows)).toEqual(foreign.map(([key]) => key).sort());
  });
});
