import fc from 'fast-check';
import { classQuotas } from '../../../src/domain/drawing/class-quotas';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { censusRow, drawConfig, registry, window } from './census-rows';

const OBJECTS = [60, 12, 3];
const census = OBJECTS.flatMap((objects, predictedClass) =>
  Array.from({ length: objects }, (_, i) => censusRow({ key: `${predictedClass}-${i}`, predictedClass })),
);
const evaluation = drawConfig({ name: 'evaluation', purpose: 'evaluation', size: 15, take: 'sample' });
const weighted = (weights: Record<string, number> | null, size = 10) =>
  drawConfig({ name: 'rare', strategy: 'class-weighted', size, take: 'sample', weights });

const drawOf = (draws: ReturnType<typeof drawConfig>[], seed: string) => {
  const drawing = createDrawing({ draws, seed, window, registry, bucket: 'b', groupTag: null });
  for (const row of census) drawing.add(row);
  return drawing.finish();
};

describe('quotas', () => {
  test('without weights give each class the same, until it has no more', () => {
    expect(
      classQuotas(
        OBJECTS.map((objects) => ({ objects, weight: 1 / objects })),
        6,
      ),
    ).toEqual([2, 2, 2]);
    expect(
      classQuotas(
        OBJECTS.map((objects) => ({ objects, weight: 1 / objects })),
        21,
      ),
    ).toEqual([9, 9, 3]);
  });

  test('add up to the size, never exceed a class, and follow the weights where there is enough', () => {
    const classes = fc.array(fc.record({ objects: fc.integer({ min: 1, max: 50 }), weight: fc.nat(10) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 100 }), (given, size) => {
        const quotas = classQuotas(given, size);
        const available = given.reduce((sum, { objects, weight }) => sum + (weight > 0 ? objects : 0), 0);
        expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBeCloseTo(Math.min(size, available), 9);
        const factors = given.flatMap(({ objects, weight }, at) => {
          const quota = quotas[at] ?? -1;
          expect(quota).toBeLessThanOrEqual(objects + 1e-9);
          if (weight === 0) expect(quota).toBe(0);
          return weight > 0 && quota < objects - 1e-9 ? [quota / (objects * weight)] : [];
        });
        for (const factor of factors) expect(factor).toBeCloseTo(factors[0] ?? -1, 9);
      }),
    );
  });
});

describe('a class-weighted draw', () => {
  test('draws rare classes as often as common ones, and as many as asked for', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { rows, draws } = drawOf([weighted(null, 9)], `${seed}`);
      expect(draws[0]).toEqual({ name: 'rare', purpose: 'training', matched: 75, taken: 9 });
      expect(OBJECTS.map((_, id) => rows.filter(({ predictedClass }) => predictedClass === id).length)).toEqual([
        3, 3, 3,
      ]);
    }
  });

  test('leaves out classes of weight 0, and takes all there is where that is less than its size', () => {
    const only = drawOf([weighted({ Bread: 0, Egg: 0 })], 'a');
    expect(only.rows.map(({ predictedClass, probability }) => [predictedClass, probability])).toEqual([
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    expect(drawOf([weighted(null, 100)], 'a').rows).toHaveLength(75);
  });

  test('records the exact chance of each object: over many seeds it is drawn as often', () => {
    const SEEDS = 6000;
    const draw = weighted({ Soup: 5.5, Egg: 1.7 }, 7);
    const taken = new Map<string, number>();
    const chances = new Map<number, number>();
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { rows } = drawOf([draw], `seed-${seed}`);
      expect(rows).toHaveLength(7);
      for (const { key, predictedClass, probability } of rows) {
        taken.set(key, (taken.get(key) ?? 0) + 1);
        expect(chances.get(predictedClass) ?? probability).toBe(probability);
        chances.set(predictedClass, probability);
      }
    }
    // 60 × 1, 12 × 1.7 and 3 × 5.5 weigh 96.9 together.
    expect(OBJECTS.map((_, id) => chances.get(id) ?? 0)).toEqual(
      [1, 1.7, 5.5].map((weight) => expect.closeTo((7 * weight) / 96.9, 12)),
    );
    for (const { key, predictedClass } of census) {
      const chance = chances.get(predictedClass) ?? 0;
      const deviation = Math.sqrt(SEEDS * chance * (1 - chance));
      // 75 objects at once: 4.5 standard deviations are passed by one in 2,000 runs.
      expect(Math.abs((taken.get(key) ?? 0) - SEEDS * chance)).toBeLessThan(4.5 * deviation);
    }
  });

  test('knows what earlier draws left of each class', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { rows, draws } = drawOf([evaluation, weighted(null, 9)], `${seed}`);
      expect(draws[1]).toMatchObject({ matched: 60, taken: 9 });
      for (const row of rows.filter(({ draw }) => draw === 'rare')) {
        const before = rows.filter((one) => one.draw === 'evaluation' && one.predictedClass === row.predictedClass);
        const left = (OBJECTS[row.predictedClass] ?? 0) - before.length;
        expect(row.probability * left).toBeGreaterThan(0);
        expect(row.probability * left).toBeLessThanOrEqual(left);
        // Each class has a third, but for the rarest once it is taken whole.
        if (left >= 3 && row.predictedClass === 2) expect(row.probability * left).toBeCloseTo(3, 9);
      }
    }
  });

  test('refuses a class that nobody knows', () => {
    expect(() => drawOf([weighted({ Burger: 2 })], 'a')).toThrow("draw 'rare': weights: no class is called 'Burger'");
  });
});
