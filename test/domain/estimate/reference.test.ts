import { clopperPearsonInterval } from '../../../src/domain/estimate/clopper-pearson';
import { incompleteBeta } from '../../../src/domain/estimate/incomplete-beta';
import { normalQuantile, zOf } from '../../../src/domain/estimate/normal';
import { wilsonInterval, wilsonIntervalOfWindow } from '../../../src/domain/estimate/wilson';
import reference from './reference.json';

/** Largest difference over all rows of `[...input, ...expected]`, relative where values exceed 1. */
function worst(rows: number[][], inputs: number, ours: (...input: number[]) => number[]): number {
  const differences = rows.flatMap((row) =>
    ours(...row.slice(0, inputs)).map((value, i) => {
      const expected = row[inputs + i] as number;
      return Math.abs(value - expected) / Math.max(1, Math.abs(expected));
    }),
  );
  expect(differences).toHaveLength(rows.reduce((sum, row) => sum + row.length - inputs, 0));
  return Math.max(...differences);
}

const ends = ({ lower, upper }: { lower: number; upper: number }) => [lower, upper];

describe('agreement with scipy and statsmodels', () => {
  test('normal quantiles to 1e-14', () => {
    expect(worst(reference.normalQuantile, 1, (p = 0) => [normalQuantile(p)])).toBeLessThan(1e-14);
  });

  test('the incomplete beta function to 1e-12', () => {
    expect(worst(reference.incompleteBeta, 3, (x = 0, a = 0, b = 0) => [incompleteBeta(x, a, b)])).toBeLessThan(1e-12);
  });

  test('Wilson intervals to 1e-12', () => {
    expect(worst(reference.wilson, 3, (k = 0, n = 0, level = 0) => ends(wilsonInterval(k, n, level)))).toBeLessThan(
      1e-12,
    );
  });

  test('Clopper-Pearson intervals to 1e-12', () => {
    expect(
      worst(reference.clopperPearson, 3, (k = 0, n = 0, level = 0) => ends(clopperPearsonInterval(k, n, level))),
    ).toBeLessThan(1e-12);
  });

  test('Wilson intervals of a finite population to 1e-12', () => {
    expect(
      worst(reference.wilsonOfWindow, 3, (k = 0, n = 0, size = 0) => ends(wilsonIntervalOfWindow(k, n, size, 0.95))),
    ).toBeLessThan(1e-12);
  });
});

test('the z of 95 % is the one that everybody knows', () => {
  expect(zOf(0.95)).toBeCloseTo(1.959963984540054, 14);
});

test.each([0, 1, -1, Number.NaN])('there is no normal quantile of %p', (p) => {
  expect(() => normalQuantile(p)).toThrow(RangeError);
});
