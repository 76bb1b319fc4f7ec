import { combinedEstimate } from '../../../src/domain/estimate/combined-estimate';
import type { CountedLabels, RoundCell } from '../../../src/domain/estimate/merge-cells';
import { wilsonInterval, wilsonIntervalOfWindow } from '../../../src/domain/estimate/wilson';
import { cell } from './cell';

const estimate = (cells: RoundCell[], options: { labels?: CountedLabels; finite?: boolean } = {}) =>
  combinedEstimate({ cells, labels: 'blind', finite: true, confidence: 0.95, reference: null, ...options });

const band = (from: number, to: number) => ({ from, to });

describe('one cell', () => {
  const cells = [cell({ objects: 750, evaluation: [100, 73] })];

  test('gives the interval that its answers have by themselves', () => {
    const [ofWindow, ofTraffic] = [estimate(cells), estimate(cells, { finite: false })];
    const expected = [wilsonIntervalOfWindow(73, 100, 750, 0.95), wilsonInterval(73, 100, 0.95)];
    for (const [found, wilson] of [
      [ofWindow, expected[0]],
      [ofTraffic, expected[1]],
    ] as const) {
      expect(found.value).toBeCloseTo(0.73, 14);
      expect(found.lower).toBeCloseTo(wilson?.lower ?? 0, 12);
      expect(found.upper).toBeCloseTo(wilson?.upper ?? 0, 12);
    }
    expect(ofTraffic.effectiveN).toBeCloseTo(100, 6);
    expect(ofWindow.effectiveN).toBeCloseTo((100 * 749) / 650, 6);
  });

  test.each([0, 1])('with %p of the answers right has an end at just that', (share) => {
    const found = estimate([cell({ evaluation: [60, 60 * share] })]);
    expect(found.value).toBe(share);
    expect(share === 0 ? found.lower : found.upper).toBe(share);
    expect((found.upper ?? 0) - (found.lower ?? 0)).toBeGreaterThan(0.05);
  });
});

test('cells weigh by their objects, not by their labels', () => {
  const found = estimate([
    cell({ objects: 900, band: band(0.7, 1), evaluation: [90, 81] }),
    cell({ objects: 100, band: band(0, 0.7), reachedBy: ['low'], evaluation: [10, 4], blind: [80, 40] }),
  ]);
  expect(found.value).toBeCloseTo(0.9 * 0.9 + 0.1 * 0.5, 14);
  expect(found).toMatchObject({ n: 170, population: 1000, cells: 2, borrowed: 0, unknown: 0, blind: true });
});

test('all looked at is a point, without an effective number of answers', () => {
  const found = estimate([
    cell({ objects: 300, band: band(0.7, 1), reachedBy: ['a'], evaluation: [20, 20], blind: [300, 290] }),
    cell({ objects: 100, band: band(0, 0.7), reachedBy: ['b'], evaluation: [10, 5], blind: [100, 50] }),
  ]);
  expect(found).toMatchObject({ value: 0.85, lower: 0.85, upper: 0.85, effectiveN: null, widthRatio: null });
});

test('a cell looked at whole leaves the others their chance, and is itself no certainty about the traffic', () => {
  const whole = cell({ objects: 200, band: band(0, 0.7), reachedBy: ['low'], evaluation: [20, 8], blind: [200, 80] });
  const rest = cell({ objects: 800, band: band(0.7, 1), evaluation: [80, 72] });
  const found = estimate([whole, rest]);
  const alone = wilsonIntervalOfWindow(72, 80, 800, 0.95);
  const width = (found.upper ?? 0) - (found.lower ?? 0);
  expect(width / (0.8 * (alone.upper - alone.lower))).toBeGreaterThan(0.95);
  expect(width / (0.8 * (alone.upper - alone.lower))).toBeLessThan(1.05);
  const traffic = estimate([whole, rest], { finite: false });
  expect((traffic.upper ?? 0) - (traffic.lower ?? 0)).toBeGreaterThan(width * 1.1);
});

test('labels of people who saw the prediction count only where they are asked for, and the estimate says so', () => {
  const cells = [cell({ evaluation: [100, 80], all: [300, 290] })];
  expect(estimate(cells)).toMatchObject({ value: 0.8, n: 100, blind: true });
  expect(estimate(cells, { labels: 'all' })).toMatchObject({ n: 300, blind: false });
  expect(estimate(cells, { labels: 'evaluation' })).toMatchObject({ value: 0.8, n: 100, blind: true });
});

test('the ratio of widths is to the reference', () => {
  const cells = [cell({ evaluation: [100, 80] })];
  const { lower, upper } = estimate(cells);
  const reference = { value: 0.8, lower: (lower ?? 0) - 0.05, upper: (upper ?? 0) + 0.05 };
  const input = { cells, labels: 'blind', finite: true, confidence: 0.95 } as const;
  const width = (upper ?? 0) - (lower ?? 0);
  expect(combinedEstimate({ ...input, reference }).widthRatio).toBeCloseTo(width / (width + 0.1), 12);
  const nothing = { value: null, lower: null, upper: null };
  expect(combinedEstimate({ ...input, reference: nothing }).widthRatio).toBeNull();
});

describe('cells with few answers', () => {
  const five = (rights: number[]) =>
    rights.map((right, i) =>
      cell({ objects: 100, band: band(i / 5, (i + 1) / 5), evaluation: [i === 0 ? 0 : 5, right] }),
    );

  test('merge with their neighbours in confidence until ten answers can be expected', () => {
    // 20 answers to 500 objects: 4 expected in each cell, so three merge, and two join them.
    expect(estimate(five([0, 1, 2, 3, 4]))).toMatchObject({ value: 0.5, cells: 1, borrowed: 0, unknown: 0 });
  });

  test('merge alike whichever answers are right', () => {
    const shapes = [five([0, 5, 5, 5, 5]), five([0, 0, 0, 0, 0]), five([0, 5, 0, 0, 1])];
    expect(new Set(shapes.map((cells) => estimate(cells).cells)).size).toBe(1);
  });

  test('keep apart what draws reach differently, rounds and model versions', () => {
    const low = { band: band(0, 0.7), objects: 100 };
    expect(
      estimate([
        cell({ ...low, reachedBy: ['low'], evaluation: [1, 1], blind: [4, 1] }),
        cell({ band: band(0.7, 1), evaluation: [60, 55] }),
        { ...cell({ band: band(0.7, 1), evaluation: [6, 5] }), round: 'r2' },
        cell({ modelVersion: 'v2', evaluation: [6, 5] }),
      ]).cells,
    ).toBe(4);
  });

  test('join the others where the same random draw speaks for both, be they flagged or not', () => {
    const found = estimate([
      cell({ objects: 980, evaluation: [98, 90] }),
      cell({ objects: 20, flagged: true, evaluation: [2, 0] }),
    ]);
    expect(found).toMatchObject({ value: 0.9, cells: 1 });
  });

  test('stay apart where they are flagged and looked at whole', () => {
    const found = estimate([
      cell({ objects: 980, evaluation: [98, 90] }),
      cell({ objects: 20, flagged: true, reachedBy: ['flagged'], evaluation: [2, 0], blind: [20, 1] }),
    ]);
    expect(found.value).toBeCloseTo(0.98 * (90 / 98) + 0.02 * (1 / 20), 14);
  });
});

describe('cells without an answer', () => {
  const low = (from: number, to: number, blind: [number, number], objects = 200) =>
    cell({ objects, band: band(from, to), reachedBy: ['low'], blind });

  test('borrow that of the nearest band, which then carries the weight of both', () => {
    const found = estimate([
      { ...cell({ objects: 200, band: band(0.5, 0.7) }), round: 'r2' },
      { ...low(0, 0.4, [50, 10]), round: 'r1' },
      { ...low(0.4, 0.7, [50, 40]), round: 'r1' },
    ]);
    expect(found.value).toBeCloseTo((200 * 0.2 + 400 * 0.8) / 600, 14);
    expect(found).toMatchObject({ borrowed: 200 / 600, unknown: 0, cells: 2 });
  });

  test('borrow from their own model version first, be its round another', () => {
    const found = estimate([
      { ...cell({ objects: 100, evaluation: [50, 50] }), round: 'r1' },
      { ...cell({ objects: 100 }), round: 'r2' },
      { ...cell({ objects: 100, modelVersion: 'v2', evaluation: [50, 0] }), round: 'r2' },
    ]);
    expect(found.value).toBeCloseTo(2 / 3, 14);
  });

  test('of a kind that nothing speaks for count as wrong below and as right above, and half in between', () => {
    const flagged = { ...cell({ objects: 20, flagged: true }), round: 'r2' };
    const plain = { ...cell({ objects: 980, evaluation: [98, 90] }), round: 'r1' };
    const [with20, without] = [estimate([plain, flagged]), estimate([plain])];
    expect(with20).toMatchObject({ unknown: 0.02, borrowed: 0, population: 1000, cells: 1 });
    expect(with20.value).toBeCloseTo(0.98 * (90 / 98) + 0.01, 14);
    expect(with20.lower).toBeCloseTo(0.98 * (without.lower ?? 0), 14);
    expect(with20.upper).toBeCloseTo(0.98 * (without.upper ?? 0) + 0.02, 14);
  });
});

test('without any answer there is nothing to say', () => {
  const nothing = { value: null, lower: null, upper: null, n: 0, effectiveN: null, widthRatio: null, cells: 0 };
  expect(estimate([])).toMatchObject({ ...nothing, population: 0, unknown: 0 });
  expect(estimate([cell({})])).toMatchObject({ ...nothing, population: 1000, unknown: 1 });
});

test.each([cell({ objects: 10, evaluation: [11, 5] }), cell({ objects: 10, evaluation: [5, 6] })])(
  'counts that cannot be are refused',
  (impossible) => {
    expect(() => estimate([impossible])).toThrow(RangeError);
  },
);
