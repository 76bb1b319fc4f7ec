import sharp from 'sharp';
import { ledgerKeys } from '../../../src/domain/layout';
import { TASKS } from '../../../src/ledger/tables';
import { loopReportSchema, newestLoopReport, newestRoundReport, roundReportSchema } from '../../../src/loops/reports';
import { StoreUnavailable } from '../../../src/object-store/errors';
import type { ObjectStore } from '../../../src/object-store/port';
import { assertBalanced } from '../../report/balanced';
import { loopConfig } from '../../rounds/loop-fixture';
import { produce } from '../../rounds/play';
import { type Picture, tagsOf } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { claimedRound, type StagedRound } from '../support/staged-round';
import { runStep } from '../support/steps';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const picture = (key: string, confidence: number, truth = 'Bread'): Picture => ({
  key,
  predicted: 'Noodles/Pasta',
  truth,
  confidence,
});

const image = (background: string) => sharp({ create: { width: 300, height: 200, channels: 3, background } });
const IMAGES: (Picture & { bytes?: () => Promise<Buffer> })[] = [
  { ...picture('photo.jpg', 0.9), bytes: () => image('#c33').jpeg().toBuffer() },
  { ...picture('sure.png', 0.99), bytes: () => image('#3c3').png().toBuffer() },
  {
    ...picture('script.svg.png', 0.95),
    bytes: async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  },
  // A PNG by its first bytes alone.
  picture('broken.png', 0.8),
  { ...picture('right.png', 0.97, 'Noodles/Pasta'), bytes: () => image('#33c').png().toBuffer() },
];

async function newLoop(): Promise<TestLoop> {
  const config = loopConfig((of) => {
    of.draws = of.draws.slice(0, 1).map((first) => ({ ...first, size: IMAGES.length }));
  });
  const loop = await makeLoop(bench, config);
  await produce(bench, loop, IMAGES);
  for (const { bytes, ...of } of IMAGES) {
    if (bytes)
      await bench.store.put({ bucket: config.source.bucket, key: of.key }, await bytes(), { tags: tagsOf(of) });
  }
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  return loop;
}

/** A round up to its estimate, with tasks as if they had been imported; `write` writes its report. */
async function estimatedRound(loop: TestLoop) {
  const round = await claimedRound(bench, loop);
  const { rows: _, ...census } = await round.census();
  const { rows: items, ...draw } = await round.draw();
  await loop.ledger.createRows(
    ledgerKeys.tasks(round.scope.round),
    TASKS,
    items.map(({ itemId, purpose }, index) => ({ itemId, purpose, projectId: 7, taskId: 100 + index })),
  );
  const answer = ({ key }: { key: string }) => IMAGES.find((one) => one.key === key)?.truth ?? null;
  const { rows: __, ...labels } = await round.label(draw, answer);
  const { rows: ___, ...filing } = await round.file(draw, labels);
  const { scope, window } = round;
  const { estimate } = await runStep(bench.dependencies, 'estimateAccuracy', {
    ...scope,
    window,
    census: census.census,
    draw: draw.draw,
    labels: labels.labels,
    version: 1,
    predecessor: null,
  });
  const input = { ...scope, window, census, draw, labels, filing, estimate };
  const write = (store: ObjectStore = bench.store) => runStep({ ...bench.dependencies, store }, 'writeReport', input);
  return { round, items, write };
}

async function reportsOf({ ledger }: TestLoop, { scope }: StagedRound) {
  const [round, all] = [await newestRoundReport(ledger, scope.round), await newestLoopReport(ledger)];
  if (!round?.data || !all?.data) throw new Error('a report is missing');
  return {
    page: await ledger.readText(round.page),
    numbers: await ledger.readJson(round.data, roundReportSchema),
    loopPage: await ledger.readText(all.page),
    loopNumbers: await ledger.readJson(all.data, loopReportSchema),
  };
}

it('shows wrong items, the surest first, from where they were filed, and never what is no image', async () => {
  const loop = await newLoop();
  const { round, items, write } = await estimatedRound(loop);
  const { report } = await write();
  const { page, numbers, loopPage, loopNumbers } = await reportsOf(loop, round);

  const keyOf = new Map(items.map(({ itemId, key }) => [itemId, key]));
  expect(numbers.mistakes.count).toBe(4);
  expect(numbers.mistakes.shown.map(({ itemId }) => keyOf.get(itemId))).toEqual([
    'sure.png',
    'script.svg.png',
    'photo.jpg',
    'broken.png',
  ]);
  const [surest] = numbers.mistakes.shown;
  const place = items.findIndex(({ itemId }) => itemId === surest?.itemId);
  const link = bench.dependencies.taskLink(7, 100 + place);
  expect(surest).toMatchObject({ confidence: 0.99, task: { project: 7, task: 100 + place, link } });
  expect(page).toContain(`href="${link}"`);

  const pictures = [...page.matchAll(/<img src="data:image\/jpeg;base64,([^"]+)"/g)].map(([, base64]) => base64 ?? '');
  expect(pictures).toHaveLength(2);
  for (const base64 of pictures) {
    expect(await sharp(Buffer.from(base64, 'base64')).metadata()).toMatchObject({ format: 'jpeg', width: 128 });
  }
  expect(page.match(/no picture: not an image that can be shown/g)).toHaveLength(2);
  expect(page).not.toContain('<script');
  assertBalanced(page);

  expect(numbers.estimate.accuracy).toMatchObject({ n: 5, successes: 1 });
  expect(numbers.funnel).toMatchObject({ drawn: { evaluation: 5 }, labels: { labelled: 5 }, filing: { filed: 5 } });
  expect(report.key).toMatch(/reports\/v0001\.html$/);
  expect(loopNumbers.totals.evaluation).toMatchObject({ labelled: 5, missing: 0 });
  expect(loopNumbers.history).toEqual(numbers.history);
  assertBalanced(loopPage);
});

it('a second attempt goes on from the numbers of the first, and one that died between them is made whole', async () => {
  const loop = await newLoop();
  const { round, write } = await estimatedRound(loop);
  const place = { operation: 'get', location: 'somewhere', code: null };
  const down = new StoreUnavailable(place, 'it is down', 'wait', null);
  await expect(write({ ...bench.store, get: () => Promise.reject(down) })).rejects.toThrow('it is down');
  expect(await newestRoundReport(loop.ledger, round.scope.round)).toBeNull();
  const first = await loop.ledger.find(ledgerKeys.reportData(round.scope.round, 1));
  expect(first).not.toBeNull();

  const { report } = await write();
  const before = await reportsOf(loop, round);
  expect(await write()).toEqual({ report });
  expect(await reportsOf(loop, round)).toEqual(before);
  expect((await newestRoundReport(loop.ledger, round.scope.round))?.data).toEqual(first);
});

it('an object that nobody can read any more costs its picture only', async () => {
  const loop = await newLoop();
  const { round, write } = await estimatedRound(loop);
  for await (const page of bench.store.list({ bucket: loop.config.filing.bucket, key: '' })) {
    for (const { key } of page) await bench.store.delete({ bucket: loop.config.filing.bucket, key });
  }
  await write();
  const { page, numbers } = await reportsOf(loop, round);
  expect(numbers.mistakes.shown).toHaveLength(4);
  expect(page.match(/no picture: the object was replaced or deleted/g)).toHaveLength(4);
});
