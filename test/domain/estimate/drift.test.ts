import type { Population } from '../../../src/contracts/population';
import { driftBetween, stabilityIndex } from '../../../src/domain/estimate/drift';
import { seededRandom } from '../../seeded-random';

const mapOf = (counts: number[]) => new Map(counts.map((n, bin) => [String(bin), n]));

/** Objects by version and class; all confidences of a version in one of twenty bins. */
function population(
  predictedClasses: Population['predictedClasses'],
  bin: number,
  histogram: Partial<Record<string, number[]>> = {},
): Population {
  const confidence = Object.fromEntries(
    Object.entries(predictedClasses).map(([version, classes]) => {
      const objects = Object.values(classes).reduce((sum, n) => sum + n, 0);
      const bins = histogram[version] ?? Array.from({ length: 20 }, (_, at) => (at === bin ? objects : 0));
      return [version, { bins, unknown: 0 }];
    }),
  );
  const times = { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', counts: [] };
  return { objects: 0, cells: [], predictedClasses, confidence, slices: {}, times };
}

test('two equal distributions have an index of 0, whatever their sizes', () => {
  expect(stabilityIndex(mapOf([500, 500]), mapOf([1000, 1000]))?.psi).toBeCloseTo(0, 12);
});

test('an empty side has nothing to compare', () => {
  expect(stabilityIndex(mapOf([0, 0]), mapOf([10, 0]))).toBeNull();
  expect(stabilityIndex(new Map(), mapOf([10]))).toBeNull();
});

test('bins that both sides lack are no bins; one bin cannot change', () => {
  expect(stabilityIndex(mapOf([5, 0, 7]), mapOf([5, 0, 9]))?.bins).toBe(2);
  expect(stabilityIndex(mapOf([5]), mapOf([9]))).toEqual({ psi: 0, critical: 0, bins: 1 });
});

test('a class that appears from nowhere has a finite index', () => {
  const found = stabilityIndex(mapOf([900, 100]), mapOf([1000]));
  expect(found?.psi).toBeGreaterThan(found?.critical ?? 1);
  expect(Number.isFinite(found?.psi)).toBe(true);
});

test('under no change the index exceeds its critical value about once in a thousand, rare bins making it rarer', () => {
  const random = seededRandom(31);
  const runs = 2500;
  const sampleOf = (shares: number[], n: number) => {
    const counts = shares.map(() => 0);
    for (let i = 0; i < n; i += 1) {
      let [bin, left] = [0, random() - (shares[0] ?? 0)];
      while (left >= 0 && bin < shares.length - 1) left -= shares[++bin] ?? 0;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return mapOf(counts);
  };
  for (const shares of [
    [0.25, 0.25, 0.25, 0.25],
    [0.5, 0.2, 0.1, 0.1, 0.05, 0.03, 0.015, 0.004, 0.001],
  ]) {
    let beyond = 0;
    for (let run = 0; run < runs; run += 1) {
      const found = stabilityIndex(sampleOf(shares, 300), sampleOf(shares, 500));
      if ((found?.psi ?? 1) > (found?.critical ?? 0)) beyond += 1;
    }
    // 2.5 are expected; nine or more have a chance of one in a thousand.
    expect(beyond).toBeLessThan(9);
  }
});

describe('between two windows', () => {
  const reference = {
    round: 'food11-round-1',
    population: population({ v1: { 0: 800, 1: 200 }, v2: { 0: 50, 1: 50 } }, 18),
  };

  test('classes and confidences are compared within the version that predicted most of the newer one', () => {
    // v2 took over from v1, and predicts as it did before.
    const now = population({ v1: { 0: 80, 1: 20 }, v2: { 0: 500, 1: 500 } }, 18);
    expect(driftBetween(now, reference)).toEqual([
      expect.objectContaining({ of: 'predicted class', psi: expect.closeTo(0, 6), n: 1000, nReference: 100, bins: 2 }),
      expect.objectContaining({ of: 'confidence', psi: 0, bins: 1 }),
      expect.objectContaining({ of: 'model version', n: 1100, nReference: 1100, reference: 'food11-round-1' }),
    ]);
    expect(driftBetween(now, reference)[2]?.psi).toBeGreaterThan(1);
  });

  test('what the reference never saw is not compared', () => {
    const now = population({ v3: { 0: 100 } }, 18);
    expect(driftBetween(now, reference).map(({ of }) => of)).toEqual(['model version']);
  });

  test('confidences are compared by tenths, with those that are not stated apart', () => {
    const even = (bins: number) => Array.from({ length: bins }, () => 50);
    const now = population({ v1: { 0: 1000 } }, 0, { v1: even(20) });
    const found = driftBetween(now, { round: 'r', population: population({ v1: { 0: 1000 } }, 0, { v1: even(20) }) });
    expect(found.find(({ of }) => of === 'confidence')).toMatchObject({ bins: 10, psi: expect.closeTo(0, 12) });
  });

  test('objects without a model version are a version of their own', () => {
    const [found] = driftBetween(population({ '': { 0: 10 } }, 1), {
      round: 'r',
      population: population({ '': { 0: 20 } }, 1),
    });
    expect(found).toMatchObject({ of: 'predicted class', n: 10, nReference: 20 });
  });
});
