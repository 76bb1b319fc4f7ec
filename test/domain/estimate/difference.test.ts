import { combinedEstimate } from '../../../src/domain/estimate/combined-estimate';
import { differenceInterval, modelDifference } from '../../../src/domain/estimate/difference';
import { poolRounds } from '../../../src/domain/estimate/pool-rounds';
import { wilsonInterval } from '../../../src/domain/estimate/wilson';
import { cell } from './cell';

const rounds = [
  { round: 'r1', cells: [cell({ objects: 3000, evaluation: [50, 30] })] },
  {
    round: 'r2',
    cells: [
      cell({ objects: 1000, evaluation: [100, 80] }),
      cell({ objects: 500, modelVersion: 'v2', evaluation: [40, 38] }),
    ],
  },
];
const how = { labels: 'blind', confidence: 0.95 } as const;

test('a round weighs by its objects, not by its labels', () => {
  const cells = poolRounds(rounds, 'v1');
  expect(cells.map(({ round }) => round)).toEqual(['r1', 'r2']);
  const found = combinedEstimate({ ...how, cells, finite: false, reference: null });
  expect(found.value).toBeCloseTo((3000 * 0.6 + 1000 * 0.8) / 4000, 14);
  expect(found).toMatchObject({ n: 150, population: 4000 });
});

test('the difference of two model versions has the interval that follows from the interval of each', () => {
  const found = modelDifference({ rounds: rounds.slice(1), modelVersion: 'v2', against: 'v1', ...how });
  const of = (right: number, n: number) => ({ value: right / n, ...wilsonInterval(right, n, 0.95) });
  const expected = differenceInterval(of(38, 40), of(80, 100));
  expect(found).toMatchObject({
    modelVersion: 'v2',
    against: 'v1',
    n: 40,
    nAgainst: 100,
    confoundedWithTraffic: false,
  });
  expect(found.value).toBeCloseTo(0.15, 14);
  expect(found.lower).toBeCloseTo(expected.lower, 12);
  expect(found.upper).toBeCloseTo(expected.upper, 12);
});

test('versions that did not see the same windows are confounded with the traffic', () => {
  const found = modelDifference({ rounds, modelVersion: 'v2', against: 'v1', ...how });
  expect(found).toMatchObject({ n: 40, nAgainst: 150, confoundedWithTraffic: true });
});

test('a version without answers has no difference to another', () => {
  const found = modelDifference({ rounds, modelVersion: 'v3', against: 'v1', ...how });
  expect(found).toMatchObject({ value: null, lower: null, upper: null, n: 0, confoundedWithTraffic: true });
});
