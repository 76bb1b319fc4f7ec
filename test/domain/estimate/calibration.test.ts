import type { StatedAnswer } from '../../../src/domain/estimate/auroc';
import { calibrationOf } from '../../../src/domain/estimate/calibration';
import { seededRandom } from '../../seeded-random';

const choice = { confidence: 0.95, interval: 'wilson' } as const;
const answers = (...all: [number, boolean][]): StatedAnswer[] =>
  all.map(([confidence, right]) => ({ confidence, right }));
const many = (n: number, one: (i: number) => StatedAnswer) => Array.from({ length: n }, (_, i) => one(i));

test('without answers there is nothing to say', () => {
  expect(calibrationOf([], choice)).toBeNull();
});

test('four answers, by hand', () => {
  const found = calibrationOf(answers([0.9, true], [0.6, false], [0.8, true], [0.6, true]), choice);
  expect(found).toMatchObject({ n: 4, meanConfidence: expect.closeTo(0.725, 12) });
  expect(found?.gap.value).toBeCloseTo(-0.025, 12);
  // (0.01 + 0.36 + 0.04 + 0.16) / 4
  expect(found?.brier).toBeCloseTo(0.1425, 12);
  // The wrong answer is less sure than two of the right ones and as sure as the third.
  expect(found?.auroc?.value).toBeCloseTo(2.5 / 3, 12);
  expect(found?.bins).toEqual([
    expect.objectContaining({ from: 0.6, to: 0.9, accuracy: expect.objectContaining({ n: 4, successes: 3 }) }),
  ]);
});

test.each([true, false])('confidence sorts nothing where being right is %p throughout', (right) => {
  const found = calibrationOf(
    many(100, (i) => ({ confidence: i / 100, right })),
    choice,
  );
  expect(found?.auroc).toBeNull();
  // All right (or wrong) is no proof that all will be: the gap keeps the width of the accuracy's interval.
  expect((found?.gap.upper ?? 0) - (found?.gap.lower ?? 0)).toBeGreaterThan(0.08);
});

test('where all wrong answers are the least sure ones, the interval still has a width', () => {
  const found = calibrationOf(
    many(100, (i) => ({ confidence: i / 100, right: i >= 5 })),
    choice,
  );
  expect(found?.auroc).toMatchObject({ value: 1, upper: 1 });
  expect(found?.auroc?.lower).toBeLessThan(0.8);
});

test('a model that states one confidence for all has one bin and an AUROC of one half', () => {
  const found = calibrationOf(
    many(200, (i) => ({ confidence: 0.8, right: i < 160 })),
    choice,
  );
  expect(found?.bins).toHaveLength(1);
  expect(found?.auroc?.value).toBe(0.5);
  expect(found?.ece.value).toBeCloseTo(0, 12);
});

test('bins hold about equally many answers, all of them, and never part equal confidences', () => {
  const random = seededRandom(5);
  const found = calibrationOf(
    many(995, () => ({ confidence: Math.round(random() ** 0.2 * 50) / 50, right: random() < 0.9 })),
    choice,
  );
  const bins = found?.bins ?? [];
  expect(bins.reduce((sum, { accuracy }) => sum + accuracy.n, 0)).toBe(995);
  expect(bins.slice(1).every((bin, i) => bin.from > (bins[i]?.to ?? 1))).toBe(true);
  expect(bins.length).toBeGreaterThan(5);
});

test('the expected error of a perfect model is what perfect models show on average', () => {
  const random = seededRandom(20261121);
  const confidences = many(150, () => ({ confidence: 1 - random() ** 2 * 0.6, right: true }));
  const runs = 3000;
  const shown = Array.from({ length: runs }, () => {
    const perfect = confidences.map(({ confidence }) => ({ confidence, right: random() < confidence }));
    return calibrationOf(perfect, choice)?.ece ?? { value: 0, ifPerfect: 0 };
  });
  const mean = shown.reduce((sum, { value }) => sum + value, 0) / runs;
  const deviation = Math.sqrt(shown.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / runs);
  expect(Math.abs(mean - (shown[0]?.ifPerfect ?? 0))).toBeLessThan((3 * deviation) / Math.sqrt(runs));
  // What looks like a calibration error of five points is nothing but chance at 150 answers.
  expect(mean).toBeGreaterThan(0.05);
});

test('100,000 answers take seconds at most', () => {
  const random = seededRandom(7);
  const all = many(100_000, () => ({ confidence: random() ** 0.1, right: random() < 0.9 }));
  const start = performance.now();
  const found = calibrationOf(all, choice);
  expect(performance.now() - start).toBeLessThan(4000);
  expect(found?.bins).toHaveLength(10);
});
