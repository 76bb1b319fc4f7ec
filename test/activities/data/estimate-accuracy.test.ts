import type { Estimate } from '../../../src/contracts/estimate';
import { estimateSchema } from '../../../src/loops/estimates';
import { loopConfig } from '../../rounds/loop-fixture';
import { produce } from '../../rounds/play';
import { pictures } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { claimedRound, truthOf } from '../support/staged-round';
import { runStep } from '../support/steps';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** A round of its own window over eight new pictures, answered by the truth, up to its estimate. */
async function estimatedRound(loop: TestLoop, day: number) {
  const all = pictures(8, `day${day}`);
  await produce(bench, loop, all);
  const round = await claimedRound(bench, loop, day);
  const { census } = await round.census();
  const { draw, ...drawn } = await round.draw();
  const { labels } = await round.label({ draw, ...drawn }, truthOf(loop, all));
  const { scope, window } = round;
  const input = { ...scope, window, census, draw, labels, version: 1, predecessor: null };
  const once = await runStep(bench.dependencies, 'estimateAccuracy', input);
  const twice = await runStep(bench.dependencies, 'estimateAccuracy', input);
  expect(twice).toEqual(once);
  return { round: scope.round, estimate: await loop.ledger.readJson(once.estimate, estimateSchema) };
}

test('rounds of one model add up: it is pooled over them, and drift is measured from its first window', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.evaluation.target = 0.5;
    }),
  );
  const rounds: { round: string; estimate: Estimate }[] = [];
  for (const day of [1, 2, 3]) rounds.push(await estimatedRound(loop, day));
  const [first, , third] = rounds;
  expect(first?.estimate.drift).toEqual([]);
  expect(third?.estimate.drift.map(({ of, reference }) => [of, reference])).toEqual([
    ['predicted class', first?.round],
    ['confidence', first?.round],
    ['model version', first?.round],
  ]);
  expect(third?.estimate.currentModel).toMatchObject({
    rounds: rounds.map(({ round }) => round),
    evaluation: { n: 12, population: 24 },
  });
  // Every object is in one cell, and every evaluation item in the tally of its own.
  for (const { estimate } of rounds) {
    expect(estimate.cells.reduce((sum, { objects }) => sum + objects, 0)).toBe(estimate.population);
    expect(estimate.cells.reduce((sum, { evaluation }) => sum + evaluation.resolved, 0)).toBe(estimate.accuracy.n);
  }
  expect(third?.estimate.alarms.map(({ kind }) => kind)).toEqual(['below-target', 'drift', 'calibration']);
});
