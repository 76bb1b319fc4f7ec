import { differenceInterval } from '../../../src/domain/estimate/difference';
import { stratifiedInterval } from '../../../src/domain/estimate/stratified-interval';
import { type Interval, wilsonInterval } from '../../../src/domain/estimate/wilson';
import reference from './combined-reference.json';

const apart = ({ lower, upper }: Interval, [low = Number.NaN, high = Number.NaN]: number[]): number =>
  Math.max(Math.abs(lower - low), Math.abs(upper - high));

describe('agreement with scipy and statsmodels to 1e-9', () => {
  test('of intervals of means over strata', () => {
    const differences = reference.stratified.map(({ strata, level, finite, interval }) => {
      const own = strata.map(([objects = 0, resolved = 0, right = 0]) => ({ objects, resolved, right }));
      return apart(stratifiedInterval(own, { confidence: level, finite }), interval);
    });
    expect(differences).toHaveLength(54);
    expect(Math.max(...differences)).toBeLessThan(1e-9);
  });

  test('of intervals of differences', () => {
    const of = (right: number, n: number) => ({ value: right / n, ...wilsonInterval(right, n, 0.95) });
    const differences = reference.difference.map(([right = 0, n = 0, other = 0, m = 0, ...interval]) =>
      apart(differenceInterval(of(right, n), of(other, m)), interval),
    );
    expect(differences).toHaveLength(6);
    expect(Math.max(...differences)).toBeLessThan(1e-9);
  });
});
