import fc from 'fast-check';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { arbitraryCensus, arbitraryDraws, censusRow, drawConfig, registry, window } from './census-rows';

const draw = (draws: readonly DrawConfig[], census: readonly CensusRow[]) => {
  const drawing = createDrawing({
    draws: [...draws],
    seed: 'seed',
    window,
    registry,
    bucket: 'production',
    groupTag: null,
  });
  for (const row of census) drawing.add(row);
  return drawing.finish();
};
const keysOf = (draws: readonly DrawConfig[], census: readonly CensusRow[]): string[] =>
  draw(draws, census)
    .rows.map(({ key }) => key)
    .sort();
const sample = (size: number) =>
  drawConfig({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', take: 'sample', size });
const photos = fc
  .uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 60 })
  .map((all) => all.map((i) => censusRow({ key: `p${i}` })));

describe('a sample', () => {
  test('loses at most one to each object that comes on top, and gains none but that', () => {
    fc.assert(
      fc.property(photos, fc.integer({ min: 1, max: 20 }), (rows, size) => {
        const more = [...rows, censusRow({ key: 'one-more' })];
        const [before, after] = [new Set(keysOf([sample(size)], rows)), new Set(keysOf([sample(size)], more))];
        expect([...after].filter((key) => !before.has(key) && key !== 'one-more')).toEqual([]);
        expect([...before].filter((key) => !after.has(key)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('does not change where what it did not take goes away', () => {
    fc.assert(
      fc.property(photos, fc.integer({ min: 1, max: 20 }), (rows, size) => {
        const taken = keysOf([sample(size)], rows);
        expect(
          keysOf(
            [sample(size)],
            rows.filter(({ key }) => taken.includes(key)),
          ),
        ).toEqual(taken);
      }),
    );
  });

  test('of a smaller size is a part of a larger one', () => {
    fc.assert(
      fc.property(photos, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (rows, a, b) => {
        const larger = new Set(keysOf([sample(Math.max(a, b))], rows));
        expect(keysOf([sample(Math.min(a, b))], rows).every((key) => larger.has(key))).toBe(true);
      }),
    );
  });

  test('does not look at what production said: an object is taken or not by its name and version alone', () => {
    const said = fc.record({
      confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      flagged: fc.boolean(),
      predictedClass: fc.nat(2),
    });
    fc.assert(
      fc.property(photos, fc.integer({ min: 1, max: 20 }), fc.infiniteStream(said), (rows, size, stream) => {
        const others = rows.map((row) => ({ ...row, ...stream.next().value }));
        expect(keysOf([sample(size)], others)).toEqual(keysOf([sample(size)], rows));
      }),
    );
  });
});

describe('draws', () => {
  test('take nothing that is not in the census, and all that is drawn says by whom and with what chance', () => {
    fc.assert(
      fc.property(arbitraryDraws, arbitraryCensus, (draws, rows) => {
        const keys = new Set(rows.map(({ key }) => key));
        const names = new Set(draws.map(({ name }) => name));
        for (const row of draw(draws, rows).rows) {
          expect(keys.has(row.key) && names.has(row.draw)).toBe(true);
          expect(row.probability > 0 && row.probability <= 1).toBe(true);
        }
      }),
    );
  });

  test('that come later take nothing from those before them', () => {
    fc.assert(
      fc.property(arbitraryDraws, arbitraryCensus, (draws, rows) => {
        for (const [index] of draws.entries()) {
          const first = draws.slice(0, index);
          const names = new Set(first.map(({ name }) => name));
          const alone = keysOf(first, rows);
          const among = draw(draws, rows)
            .rows.filter(({ draw: by }) => names.has(by))
            .map(({ key }) => key)
            .sort();
          expect(among).toEqual(alone);
        }
      }),
      { numRuns: 50 },
    );
  });
});
