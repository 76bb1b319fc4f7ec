import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities } from '../../../activities';
import type { DrawRow } from '../../../src/contracts/rows';
import type { ObjectStore } from '../../../src/object-store/port';
import { loopConfig } from '../../rounds/loop-fixture';
import { produce } from '../../rounds/play';
import { bytesOf, type Picture, pictures, tagsOf } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { claimedRound } from '../support/staged-round';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** A loop that draws everything it may. */
const greedyLoop = (): Promise<TestLoop> =>
  makeLoop(
    bench,
    loopConfig((config) => {
      config.draws = config.draws
        .filter(({ name }) => name !== 'low-confidence')
        .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
    }),
  );

const keysOf = (rows: readonly { key: string }[]): string[] => rows.map(({ key }) => key).sort();
const of = (rows: readonly DrawRow[], purpose: string): DrawRow[] => rows.filter((row) => row.purpose === purpose);

/** Only what heartbeats by is a fake. */
const TIMEOUTS = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const;

/** Uploads the bytes of one picture under the key of another. */
const putCopy = (loop: TestLoop, original: Picture, key: string): Promise<unknown> =>
  bench.store.put({ bucket: loop.config.source.bucket, key }, bytesOf(original), { tags: tagsOf(original) });

const setTags = (loop: TestLoop, { key }: Picture, tags: Record<string, string>): Promise<void> =>
  bench.store.putTags({ bucket: loop.config.source.bucket, key }, tags);

test('of several objects with the same content one is drawn, and none of them ever again', async () => {
  const loop = await greedyLoop();
  const all = pictures(8);
  const [original] = all;
  if (!original) throw new Error('no picture');
  await putCopy(loop, original, 'day1/a copy.png');
  await putCopy(loop, original, 'day1/another copy.png');
  await produce(bench, loop, all);
  const first = await (await claimedRound(bench, loop, 0)).draw();
  expect(new Set(first.rows.map(({ etag }) => etag)).size).toBe(8);
  expect(first).toMatchObject({ evaluation: 4, training: 4, draws: [{ matched: 8 }, { matched: 4 }] });

  await putCopy(loop, original, 'day2/the same again.png');
  await produce(bench, loop, pictures(2, 'day2'));
  const second = await (await claimedRound(bench, loop, 1)).draw();
  expect(keysOf(second.rows)).toEqual(keysOf(pictures(2, 'day2')));
});

test('an object version that was drawn is never drawn again, whatever its tags say later; a new version of it is', async () => {
  const loop = await greedyLoop();
  const all = pictures(6);
  await produce(bench, loop, all);
  const first = await (await claimedRound(bench, loop, 0)).draw();
  expect(keysOf(first.rows)).toEqual(keysOf(all));
  for (const picture of all)
    await setTags(loop, picture, { ...tagsOf(picture), flagged: 'true', corrected_class: 'Bread' });
  await produce(bench, loop, []);
  expect((await (await claimedRound(bench, loop, 1)).draw()).rows).toEqual([]);

  const replaced = 'day1/IMG 4.png';
  await putCopy(loop, { ...(all[0] as Picture), key: 'other bytes' }, replaced);
  await produce(bench, loop, []);
  const third = await (await claimedRound(bench, loop, 2)).draw();
  expect(keysOf(third.rows)).toEqual([replaced]);
  expect(third.rows[0]?.itemId).not.toBe(first.rows.find(({ key }) => key === replaced)?.itemId);
});

test('a flag set after the window closed is drawn for training by the next round, and never for evaluation', async () => {
  const loop = await makeLoop(bench, loopConfig());
  const all = pictures(16).map((picture) => ({ ...picture, flagged: false, confidence: 0.9 }));
  await produce(bench, loop, all);
  const first = await (await claimedRound(bench, loop, 0)).draw();
  expect(first).toMatchObject({ evaluation: 4, training: 0 });
  const drawn = keysOf(first.rows);
  const flagged = all.filter(({ key }) => !drawn.includes(key)).slice(0, 5);
  for (const picture of flagged) await setTags(loop, picture, { ...tagsOf(picture), flagged: 'true' });

  await produce(
    bench,
    loop,
    pictures(2, 'day2').map((picture) => ({ ...picture, flagged: false, confidence: 0.9 })),
  );
  const second = await (await claimedRound(bench, loop, 1)).draw();
  // Two objects are new; those that were read again were part of the first window's population.
  expect(second.draws.map(({ name, matched }) => [name, matched])).toEqual([
    ['evaluation', 2],
    ['flagged', 5],
    ['low-confidence', 0],
  ]);
  expect(keysOf(of(second.rows, 'training'))).toEqual(keysOf(flagged));
  expect(of(second.rows, 'evaluation').map(({ origin }) => origin)).toEqual(['window', 'window']);
});

test('the same window and seed give the same draw whoever draws, another seed another one', async () => {
  const loop = await makeLoop(bench, loopConfig());
  await produce(bench, loop, pictures(40));
  const { config } = loop;
  const drawnWith = async (seed: string, prefix: string): Promise<DrawRow[]> => {
    // A ledger of its own: nothing there to adopt.
    const other = await makeLoop(bench, { ...config, seed, ledger: { ...config.ledger, prefix } });
    return (await (await claimedRound(bench, other, 0, now)).draw()).rows;
  };
  const now = (await claimedRound(bench, loop, 0)).window.end;
  const { rows } = await (await claimedRound(bench, loop, 0)).draw();
  expect(await drawnWith(config.seed, 'again/')).toEqual(rows);
  const other = await drawnWith('another seed', 'other/');
  expect(of(other, 'evaluation').map(({ key }) => key)).not.toEqual(of(rows, 'evaluation').map(({ key }) => key));
});

test('bytes are read for their digest in the version that was drawn; of what was replaced or deleted there is none', async () => {
  const loop = await greedyLoop();
  const all = pictures(6);
  await produce(bench, loop, all);
  const round = await claimedRound(bench, loop, 0);
  await round.census();
  const { bucket } = loop.config.source;
  await putCopy(loop, { ...(all[0] as Picture), key: 'other bytes' }, 'day1/IMG 0.png');
  await bench.store.delete({ bucket, key: 'day1/IMG 1.png' });
  const { rows } = await round.draw();
  const missing = rows.filter(({ contentSha256 }) => contentSha256 === null);
  expect(keysOf(missing)).toEqual(['day1/IMG 0.png', 'day1/IMG 1.png']);
  expect(rows).toHaveLength(6);
});

test('while an image is slow to read, every heartbeat says how far the draw is', async () => {
  const loop = await greedyLoop();
  await produce(bench, loop, pictures(1));
  const { scope, window, census } = await claimedRound(bench, loop, 0);
  const input = { ...scope, window, census: (await census()).census };
  jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', ...TIMEOUTS] });
  try {
    const slow: ObjectStore = {
      ...bench.store,
      get: (at, options) => {
        if (at.bucket === loop.config.source.bucket) jest.advanceTimersByTime(20_000);
        return bench.store.get(at, options);
      },
    };
    const environment = new MockActivityEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details) => beats.push(details));
    await environment.run(createActivities({ ...bench.dependencies, store: slow }).data.drawItems, input);
    const read = { read: 0, of: 1 };
    expect(beats).toEqual([{ running: 'drawItems' }, read, read, read]);
  } finally {
    jest.useRealTimers();
  }
});
