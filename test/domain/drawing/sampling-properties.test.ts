import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow, DrawRow } from '../../../src/contracts/rows';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { rankOf } from '../../../src/domain/drawing/rank';
import { itemId } from '../../../src/domain/item-id';
import { arbitraryCensus, arbitraryDraws, censusRow, drawConfig, registry, window } from './census-rows';

const draw = (draws: readonly DrawConfig[], census: readonly CensusRow[], seed = 'seed') => {
  const drawing = createDrawing({
    draws: [...draws],
    seed,
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

describe('the random order', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '1', '2'), maxLength: 4 });

  test('is another for every other seed, window or purpose, however these run together', () => {
    fc.assert(
      fc.property(fc.tuple(text, text, text), fc.tuple(text, text, text), text, (one, other, item) => {
        const same = one.every((part, at) => part === other[at]);
        expect(rankOf(...one)(item) === rankOf(...other)(item)).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is SHA-256 of what it is made from with the lengths before, so that every version draws alike', () => {
    const sha256 = createHash('sha256').update('4:seed20:2026-11-20T00:00:00Z15:draw evaluationan-item').digest('hex');
    expect(rankOf('seed', '2026-11-20T00:00:00Z', 'draw evaluation')('an-item')).toBe(sha256);
  });

  test('of an object is that of its bucket, key and version, and decides alone who is taken', () => {
    const etags = fc.infiniteStream(fc.constantFrom('e', 'f', 'g'));
    const chosen = fc.constantFrom('random' as const, 'low-confidence' as const);
    fc.assert(
      fc.property(arbitraryCensus, etags, chosen, fc.integer({ min: 1, max: 30 }), (all, of, strategy, size) => {
        const rows = all.map((row) => ({ ...row, etag: of.next().value }));
        const take = strategy === 'random' ? ('sample' as const) : ('lowest' as const);
        const config = drawConfig({ name: 'some', strategy, take, size });
        const rank = rankOf('seed', window.start, 'draw some');
        const wanted = rows
          .filter(({ confidence }) => strategy === 'random' || confidence !== null)
          .map((row) => ({ ...row, itemId: itemId({ bucket: 'production', key: row.key, etag: row.etag }) }))
          .map((row) => ({ ...row, doubt: strategy === 'random' ? 0 : (row.confidence ?? 0), rank: rank(row.itemId) }))
          .sort((a, b) => a.doubt - b.doubt || (a.rank < b.rank ? -1 : 1))
          .slice(0, size);
        const taken = draw([config], rows).rows.map(({ itemId: id, key }) => [id, key]);
        expect(taken.sort()).toEqual(wanted.map(({ itemId: id, key }) => [id, key]).sort());
      }),
      { numRuns: 300 },
    );
  });

  test('of the import is neither that of a draw nor that of the census, and of another seed another', () => {
    const rows = Array.from({ length: 400 }, (_, i) => censusRow({ key: `photo-${String(i).padStart(3, '0')}.jpg` }));
    const whole = [drawConfig({ name: 'rest', strategy: 'all' })];
    const imported = draw(whole, rows).rows;
    const rank = rankOf('seed', window.start, 'draw rest');
    const again = new Map(draw(whole, rows, 'another').rows.map(({ key, position }) => [key, position]));
    for (const other of [
      (row: DrawRow) => Number(/\d+/.exec(row.key)?.[0]),
      (row: DrawRow) => Number.parseInt(rank(row.itemId).slice(0, 8), 16),
      (row: DrawRow) => again.get(row.key) ?? 0,
    ]) {
      // Of 400 in orders that have nothing to do with each other it is beyond 0.25 once in a million times.
      expect(
        Math.abs(
          correlation(
            imported.map(({ position }) => position),
            imported.map(other),
          ),
        ),
      ).toBeLessThan(0.25);
    }
  });
});

/** Pearson's, of two lists. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [x, y] = [mean(xs), mean(ys)];
  const sum = (of: (at: number) => number): number => xs.reduce((total, _, at) => total + of(at), 0);
  const dx = (at: number): number => (xs[at] ?? 0) - x;
  const dy = (at: number): number => (ys[at] ?? 0) - y;
  return sum((at) => dx(at) * dy(at)) / Math.sqrt(sum((at) => dx(at) ** 2) * sum((at) => dy(at) ** 2));
}

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
