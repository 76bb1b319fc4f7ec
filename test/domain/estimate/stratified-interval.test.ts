import fc from 'fast-check';
import { type Stratum, stratifiedInterval, stratifiedMean } from '../../../src/domain/estimate/stratified-interval';

const stratum: fc.Arbitrary<Stratum> = fc
  .record({ objects: fc.integer({ min: 1, max: 1_000_000 }), answered: fc.double({ min: 0, max: 1, noNaN: true }) })
  .chain(({ objects, answered }) => {
    // Often few answers, sometimes all.
    const resolved = Math.min(objects, Math.max(1, Math.round(objects * answered ** 4)));
    const right = fc.oneof(fc.constantFrom(0, resolved), fc.integer({ min: 0, max: resolved }));
    return right.map((count) => ({ objects, resolved, right: count }));
  });
const strata = fc.array(stratum, { minLength: 1, maxLength: 30 });
const options = fc.record({ confidence: fc.constantFrom(0.8, 0.95, 0.999), finite: fc.boolean() });

test('whatever the strata, the estimate lies within its interval and that within 0 and 1', () => {
  fc.assert(
    fc.property(strata, options, (cells, how) => {
      const { lower, upper } = stratifiedInterval(cells, how);
      const value = stratifiedMean(cells);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(lower).toBeLessThanOrEqual(value);
      expect(upper).toBeGreaterThanOrEqual(value);
      expect(upper).toBeLessThanOrEqual(1);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('counting mistakes in place of right answers mirrors the interval', () => {
  fc.assert(
    fc.property(strata, options, (cells, how) => {
      const mistakes = cells.map((cell) => ({ ...cell, right: cell.resolved - cell.right }));
      const [of, mirrored] = [stratifiedInterval(cells, how), stratifiedInterval(mistakes, how)];
      expect(mirrored.lower).toBeCloseTo(1 - of.upper, 8);
      expect(mirrored.upper).toBeCloseTo(1 - of.lower, 8);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('only what was not looked at leaves a chance, and only then the interval has a width', () => {
  fc.assert(
    fc.property(strata, (cells) => {
      const { lower, upper } = stratifiedInterval(cells, { confidence: 0.95, finite: true });
      const isPoint = cells.every(({ objects, resolved }) => objects === resolved);
      expect(upper - lower > 0).toBe(!isPoint);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('more confidence is a wider interval, and the traffic a wider one than this window', () => {
  const cells = [
    { objects: 900, resolved: 90, right: 81 },
    { objects: 100, resolved: 90, right: 44 },
  ];
  const width = (confidence: number, finite: boolean) => {
    const { lower, upper } = stratifiedInterval(cells, { confidence, finite });
    return upper - lower;
  };
  expect(width(0.99, true)).toBeGreaterThan(width(0.95, true));
  expect(width(0.95, false)).toBeGreaterThan(width(0.95, true));
});
