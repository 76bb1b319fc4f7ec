import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import type { Sizing } from '../../../src/domain/drawing/draw-size';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { wilsonInterval } from '../../../src/domain/estimate/wilson';
import { censusRow, drawConfig, registry, window } from './census-rows';

const draw = (draws: DrawConfig[], census: CensusRow[], given: { seed?: string; sizing?: Sizing } = {}) => {
  const drawing = createDrawing({ draws, seed: 'seed', window, registry, bucket: 'b', groupTag: null, ...given });
  for (const row of census) drawing.add(row);
  return drawing.finish();
};
const evaluation = (given: Partial<DrawConfig>) =>
  drawConfig({ name: 'evaluation', purpose: 'evaluation', take: 'sample', ...given });
const census = (versions: Record<string, number>): CensusRow[] =>
  Object.entries(versions).flatMap(([modelVersion, count]) =>
    Array.from({ length: count }, (_, i) => censusRow({ key: `${modelVersion}-${i}`, modelVersion })),
  );

describe('minPerVersion', () => {
  const rows = census({ old: 400, canary: 20, tiny: 3 });

  test('tops each model version up, and leaves the sample of everything as it is without it', () => {
    const without = draw([evaluation({ size: 40 })], rows).rows.map(({ itemId }) => itemId);
    const { rows: drawn, draws } = draw([evaluation({ size: 40, minPerVersion: 10 })], rows);
    const of = (version: string) => drawn.filter((row) => row.modelVersion === version);
    expect(
      drawn
        .filter(({ topUp }) => !topUp)
        .map(({ itemId }) => itemId)
        .sort(),
    ).toEqual(without.sort());
    expect(of('canary')).toHaveLength(10);
    expect(of('tiny')).toHaveLength(3);
    expect(of('old').every(({ topUp }) => !topUp)).toBe(true);
    expect(draws[0]).toMatchObject({ matched: 423, taken: drawn.length });
    expect(drawn.every(({ sampled, purpose }) => sampled && purpose === 'evaluation')).toBe(true);
    for (const row of drawn) {
      const size = { old: 400, canary: 20, tiny: 3 }[row.modelVersion ?? ''] ?? 0;
      expect(row.probability).toBe(row.topUp ? of(row.modelVersion ?? '').length / size : 40 / 423);
    }
  });

  test('what it takes is gone for later draws, however many versions turn up', () => {
    const many = census(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`v${i}`, 10])));
    const later = drawConfig({ name: 'more', size: 25, take: 'sample' });
    for (let seed = 0; seed < 50; seed += 1) {
      const { rows: drawn, draws } = draw([evaluation({ size: 5, minPerVersion: 9 }), later], many, {
        seed: `${seed}`,
      });
      expect(new Set(drawn.map(({ itemId }) => itemId)).size).toBe(drawn.length);
      expect(draws[1]).toEqual({ name: 'more', purpose: 'training', matched: 300 - (draws[0]?.taken ?? 0), taken: 25 });
    }
  });

  test('a version gets what it lacks and no more, whatever the sample gave it', () => {
    const few = census({ old: 40, canary: 20, tiny: 3 });
    for (let seed = 0; seed < 100; seed += 1) {
      const { rows: drawn } = draw([evaluation({ size: 20, minPerVersion: 8 })], few, { seed: `seed-${seed}` });
      for (const [version, objects] of Object.entries({ old: 40, canary: 20, tiny: 3 })) {
        const of = drawn.filter(({ modelVersion }) => modelVersion === version);
        const sampled = of.filter(({ topUp }) => !topUp).length;
        expect([seed, version, of.length]).toEqual([seed, version, Math.max(sampled, Math.min(8, objects))]);
      }
    }
  });

  test('within a version, sample and top-up together take each object equally often', () => {
    const SEEDS = 4000;
    const few = census({ old: 40, canary: 20 });
    const taken = new Map<string, number>();
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { rows: drawn } = draw([evaluation({ size: 12, minPerVersion: 8 })], few, { seed: `seed-${seed}` });
      const canary = drawn.filter((row) => row.modelVersion === 'canary');
      // Now and then the sample alone has more.
      if (canary.length !== 8) continue;
      for (const { key } of canary) taken.set(key, (taken.get(key) ?? 0) + 1);
    }
    const total = [...taken.values()].reduce((sum, count) => sum + count, 0);
    const expected = total / 20;
    const chi = [...taken.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 0.999 quantile of chi-square with 19 degrees of freedom; a sample of 8 of 20 varies less by 12/19.
    expect(taken.size).toBe(20);
    expect(chi * (19 / 12)).toBeLessThan(43.82);
  });
});

describe('size: { margin }', () => {
  const rows = census({ v1: 3000 });

  test.each([
    [0.03, 0.9],
    [0.05, 0.5],
    [0.1, 0.8],
  ])('of ±%d takes just enough answers for it at an accuracy of %d', (margin, expected) => {
    const { draws } = draw([evaluation({ size: { margin } })], rows, { sizing: { confidence: 0.95, expected } });
    const n = draws[0]?.taken ?? 0;
    const half = (answers: number): number => {
      const { lower, upper } = wilsonInterval(expected * answers, answers, 0.95);
      return (upper - lower) / 2;
    };
    expect(half(n)).toBeLessThanOrEqual(margin);
    expect(half(n - 1)).toBeGreaterThan(margin);
  });

  test('never takes more than there is, and leaves the rest to later draws', () => {
    const later = drawConfig({ name: 'more', size: 10, take: 'sample' });
    const { draws } = draw([evaluation({ size: { margin: 0.01 } }), later], census({ v1: 50 }));
    expect(draws.map(({ matched, taken }) => [matched, taken])).toEqual([
      [50, 50],
      [0, 0],
    ]);
    const [first, second] = draw([evaluation({ size: { margin: 0.05 } }), later], rows).draws;
    expect(second).toMatchObject({ matched: 3000 - (first?.taken ?? 0), taken: 10 });
  });
});
