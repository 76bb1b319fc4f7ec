import { createHash } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import sharp from 'sharp';
import { createActivities } from '../../../activities';
import type { DrawRow } from '../../../src/contracts/rows';
import { evaluationWall } from '../../../src/domain/evaluation-wall';
import { ledgerKeys } from '../../../src/domain/layout';
import { populationOf } from '../../../src/loops/populations';
import type { ObjectStore } from '../../../src/object-store/port';
import { draw as drawConfig, loopConfig } from '../../rounds/loop-fixture';
import { produce } from '../../rounds/play';
import { bytesOf, type Picture, pictures, tagsOf } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { claimedRound } from '../support/staged-round';
import { runStep } from '../support/steps';

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

test('what a draw was taken from is counted in cells before it is drawn, as a retry finds it again', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.evaluation.slices = ['site'];
      config.draws = [
        drawConfig({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', size: 10, take: 'sample' }),
        drawConfig({ name: 'flagged', strategy: 'flagged' }),
        drawConfig({ name: 'low', strategy: 'low-confidence', below: 0.7, take: 'lowest', size: 12 }),
      ];
    }),
  );
  const all = pictures(60).map((picture, i) => ({ ...picture, confidence: Math.round(((i * 37) % 60) * 1.6) / 100 }));
  await produce(bench, loop, all);
  for (const picture of all.slice(0, 20)) await setTags(loop, picture, { ...tagsOf(picture), site: 'roof' });
  const round = await claimedRound(bench, loop, 0);
  const { draw, rows } = await round.draw();
  const population = await populationOf(loop.ledger, draw);
  if (population === null) throw new Error('no population');

  expect(population.objects).toBe(60);
  expect(population.cells.reduce((sum, { objects }) => sum + objects, 0)).toBe(60);
  expect(population.slices).toEqual({ site: { roof: 20, '': 40 } });
  expect(Object.values(population.predictedClasses.m1 ?? {}).reduce((sum, count) => sum + count, 0)).toBe(60);
  expect(population.confidence.m1?.bins.reduce((sum, count) => sum + count, 0)).toBe(60);
  expect(population.times.counts.reduce((sum, count) => sum + count, 0)).toBe(60);
  // An edge at the threshold, and at fifths that are far enough from it and hold enough objects.
  const edges = new Set(population.cells.flatMap(({ band }) => (band ? [band.from, band.to] : [])));
  expect(edges.has(0.7) || population.cells.some(({ reachedBy }) => reachedBy.length === 0)).toBe(true);
  for (const [at, cell] of population.cells.entries()) {
    const inside = rows.filter((row) => row.cell === at);
    for (const row of inside) {
      expect([row.flagged, row.modelVersion]).toEqual([cell.flagged, cell.modelVersion]);
      expect(row.sampled).toBe(true);
    }
    if (cell.flagged || cell.reachedBy.includes('low (taken)')) expect(inside).toHaveLength(cell.objects);
  }
  expect(rows.every(({ cell }) => cell !== null)).toBe(true);

  // A worker that dies between the two artifacts leaves the first one: the next attempt counts the same.
  const folder = `rounds/${round.scope.round}/population/`;
  expect(await loop.ledger.list(folder)).toHaveLength(1);
  const { bucket, prefix } = loop.config.ledger;
  await bench.store.delete({ bucket, key: `${prefix}${ledgerKeys.draw(round.scope.round)}` });
  const fresh = await openBench();
  try {
    const again = await runStep(fresh.dependencies, 'drawItems', {
      ...round.scope,
      window: round.window,
      census: (await round.census()).census,
    });
    expect(again.draw).toEqual(draw);
    expect(await loop.ledger.list(folder)).toHaveLength(1);
  } finally {
    await fresh.close();
  }
});

test('a model version that the sample hardly meets is topped up, in cells of its own', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      const [evaluation] = config.draws;
      if (evaluation) config.draws = [{ ...evaluation, size: 4, minPerVersion: 3 }];
    }),
  );
  const canary = pictures(5, 'canary').map((picture) => ({ ...picture, model: 'm2' }));
  await produce(bench, loop, [...pictures(40), ...canary]);
  const { draw, rows } = await (await claimedRound(bench, loop, 0)).draw();
  const cells = (await populationOf(loop.ledger, draw))?.cells ?? [];
  const of = (version: string): DrawRow[] => rows.filter(({ modelVersion }) => modelVersion === version);
  expect(rows.filter(({ topUp }) => !topUp)).toHaveLength(4);
  expect(of('m2').length).toBeGreaterThanOrEqual(3);
  for (const row of rows) expect(cells[row.cell ?? -1]?.modelVersion).toBe(row.modelVersion);
  for (const row of rows.filter(({ topUp }) => topUp)) {
    const version = row.modelVersion ?? '';
    expect(row.probability).toBe(of(version).length / (version === 'm2' ? 5 : 40));
  }
});

describe('images that look alike', () => {
  /** Six motifs, each a grid of grey fields. */
  const motif = (at: number, width: number): Promise<Buffer> => {
    const fields = createHash('sha512').update(`motif ${at}`).digest();
    return sharp(fields, { raw: { width: 8, height: 8, channels: 1 } })
      .resize(width, width, { kernel: 'cubic' })
      .jpeg({ quality: 80 })
      .toBuffer();
  };
  const looking = (change: (config: ReturnType<typeof loopConfig>) => void): Promise<TestLoop> =>
    makeLoop(bench, loopConfig(change));
  async function put(loop: TestLoop, key: string, bytes: Buffer): Promise<void> {
    const tags = { predicted_class: 'Bread', confidence: '0.5' };
    await bench.store.put({ bucket: loop.config.source.bucket, key }, bytes, { tags });
  }

  test('are drawn once by a diverse draw, in this round and later ones', async () => {
    const loop = await looking((config) => {
      const [evaluation] = config.draws;
      const diverse = { pool: 100, radius: 8, perClass: null };
      if (!evaluation) return;
      config.draws = [
        { ...evaluation, size: 1 },
        drawConfig({ name: 'unlike', strategy: 'diverse', size: 50, take: 'sample', diverse }),
      ];
    });
    for (let at = 0; at < 6; at += 1) {
      for (const width of [64, 96, 128]) await put(loop, `day1/motif ${at} at ${width}.jpg`, await motif(at, width));
    }
    await produce(bench, loop, []);
    const first = await (await claimedRound(bench, loop, 0)).draw();
    const motifs = first.rows.map(({ key }) => key.slice(0, 12)).sort();
    expect(motifs).toEqual([0, 1, 2, 3, 4, 5].map((at) => `day1/motif ${at}`));
    for (const row of first.rows) {
      expect(row.perceptualHash).toMatch(/^[0-9a-f]{16}$/);
      expect(row.probabilityKnown).toBe(row.purpose === 'evaluation');
    }

    await put(loop, 'day2/motif 3 again.jpg', await motif(3, 80));
    await put(loop, 'day2/motif 7.jpg', await motif(7, 64));
    await put(loop, 'day2/no image.jpg', Buffer.from('no image at all'));
    await produce(bench, loop, []);
    const second = await (await claimedRound(bench, loop, 1)).draw();
    const unlike = second.rows.filter(({ draw }) => draw === 'unlike').map(({ key }) => key);
    expect(unlike).not.toContain('day2/motif 3 again.jpg');
    expect(second.rows.find(({ key }) => key === 'day2/no image.jpg')?.perceptualHash ?? null).toBeNull();
  });

  test('have hashes where the wall goes by them, and none elsewhere', async () => {
    for (const radius of [6, null]) {
      const loop = await looking((config) => {
        config.evaluation.perceptualRadius = radius;
        config.draws = [
          drawConfig({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', size: 1, take: 'sample' }),
          drawConfig({ name: 'rest', strategy: 'all' }),
        ];
      });
      for (const width of [64, 96, 128]) await put(loop, `motif at ${width}.jpg`, await motif(1, width));
      await put(loop, 'other motif.jpg', await motif(4, 64));
      await produce(bench, loop, []);
      const { rows } = await (await claimedRound(bench, loop, 0)).draw();
      expect(rows.map(({ perceptualHash }) => perceptualHash !== null)).toEqual(rows.map(() => radius !== null));
      const behind = evaluationWall(rows, radius);
      const [measured] = of(rows, 'evaluation');
      for (const row of of(rows, 'training')) {
        const alike = row.key.slice(0, 5) === measured?.key.slice(0, 5);
        expect(behind(row)).toBe(radius !== null && alike);
      }
    }
  });
});
