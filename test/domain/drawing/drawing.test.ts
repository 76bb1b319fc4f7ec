import fc from 'fast-check';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { matcher } from '../../../src/domain/drawing/matching';
import { arbitraryCensus, arbitraryDraws, censusRow, drawConfig, registry, window } from './census-rows';

const draw = (draws: DrawConfig[], census: CensusRow[], seed = 'seed', groupTag: string | null = null) => {
  const drawing = createDrawing({ draws, seed, window, registry, bucket: 'production', groupTag });
  for (const row of census) drawing.add(row);
  return drawing.finish();
};
const census = (count: number, given: (i: number) => Partial<CensusRow> = () => ({})) =>
  Array.from({ length: count }, (_, i) => censusRow({ key: `photo-${i}.jpg`, ...given(i) }));
const random = (size: number) => drawConfig({ name: 'evaluation', purpose: 'evaluation', size });

describe('a drawing', () => {
  test('is the same in whatever order the census comes', () => {
    fc.assert(
      fc.property(
        arbitraryDraws,
        arbitraryCensus.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
        ([...draws], [rows, shuffled]) => {
          expect(draw(draws, shuffled)).toEqual(draw(draws, rows));
        },
      ),
    );
  });

  test('takes in one pass what draws would take one after the other', () => {
    fc.assert(
      fc.property(arbitraryDraws, arbitraryCensus, (draws, rows) => {
        const { rows: drawn, draws: counts } = draw(draws, rows);
        let left = rows;
        for (const [i, config] of draws.entries()) {
          const matches = left.filter(matcher(config, window.end, registry));
          const taken = drawn.filter((row) => row.draw === config.name);
          const keys = new Set(taken.map((row) => row.key));
          expect(counts[i]).toEqual({
            name: config.name,
            purpose: config.purpose,
            matched: matches.length,
            taken: Math.min(matches.length, (config.size as number | null) ?? matches.length),
          });
          expect(taken).toHaveLength(counts[i]?.taken ?? -1);
          expect(matches.filter((row) => keys.has(row.key))).toHaveLength(taken.length);
          if (config.strategy === 'low-confidence' && config.take === 'lowest') {
            const lowest = matches.map((row) => row.confidence ?? 1).sort((a, b) => a - b);
            expect(taken.map((row) => row.confidence).sort()).toEqual(lowest.slice(0, taken.length).sort());
          }
          left = left.filter((row) => !keys.has(row.key));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('never draws an item twice, and numbers each purpose from 0', () => {
    fc.assert(
      fc.property(arbitraryDraws, arbitraryCensus, (draws, rows) => {
        const drawn = draw(draws, rows).rows;
        expect(new Set(drawn.map((row) => row.itemId)).size).toBe(drawn.length);
        for (const purpose of ['evaluation', 'training']) {
          const positions = drawn.filter((row) => row.purpose === purpose).map((row) => row.position);
          expect(positions).toEqual(positions.map((_, i) => i));
        }
      }),
    );
  });

  test('gives every row of a sample the probability taken/matched, and 1 to what is taken whole or cut', () => {
    fc.assert(
      fc.property(arbitraryDraws, arbitraryCensus, (draws, rows) => {
        const { rows: drawn, draws: counts } = draw(draws, rows);
        for (const [i, config] of draws.entries()) {
          const { matched = 0, taken = 0 } = counts[i] ?? {};
          const cut = ['low-confidence', 'margin', 'entropy'].includes(config.strategy) && config.take === 'lowest';
          for (const row of drawn.filter((r) => r.draw === config.name)) {
            expect(row.probability).toBe(cut ? 1 : taken / matched);
          }
          // Over all that matched, the probabilities of a sample add up to its size.
          if (!cut && taken > 0) {
            const one = drawn.find((r) => r.draw === config.name);
            expect((one?.probability ?? 0) * matched).toBeCloseTo(taken, 9);
          }
        }
      }),
    );
  });

  test('with another seed is another drawing', () => {
    const keys = (seed: string) =>
      draw([random(10)], census(1000), seed)
        .rows.map((row) => row.key)
        .sort();
    expect(keys('a')).toEqual(keys('a'));
    expect(keys('a')).not.toEqual(keys('b'));
  });

  test('another window draws afresh', () => {
    const next = { start: window.end, end: '2026-11-22T00:00:00Z' };
    const drawing = createDrawing({
      draws: [random(10)],
      seed: 'seed',
      window: next,
      registry,
      bucket: 'production',
      groupTag: null,
    });
    for (const row of census(1000)) drawing.add(row);
    const keysOf = ({ rows }: ReturnType<typeof draw>) => rows.map(({ key }) => key).sort();
    expect(keysOf(drawing.finish())).not.toEqual(keysOf(draw([random(10)], census(1000))));
  });

  test('evaluation leaves rows that are read again to the other draws', () => {
    const rows = census(20, (i) => ({ origin: i < 5 ? 'window' : i < 8 ? 'late' : 'reread', flagged: true }));
    const { draws } = draw([random(100), drawConfig({ name: 'flagged', strategy: 'flagged' })], rows);
    expect(draws.map(({ matched, taken }) => [matched, taken])).toEqual([
      [8, 8],
      [12, 12],
    ]);
  });

  test('carries what the census said, the bucket and the group', () => {
    const row = censusRow({ key: 'a.jpg', tags: { session: 's1', confidence: '0.5' } });
    const [drawn] = draw([random(5)], [row], 'seed', 'session').rows;
    expect(drawn).toMatchObject({ ...row, bucket: 'production', group: 's1', contentSha256: null, probability: 1 });
    expect(draw([random(5)], [row]).rows[0]?.group).toBeNull();
  });

  test('puts flagged and corrected first among the training items, whatever their place in the file', () => {
    const rows = census(30, (i) => ({ flagged: i % 3 === 0, correctedClass: i % 3 === 1 ? 1 : null }));
    const { rows: drawn } = draw(
      [
        drawConfig({ name: 'some', strategy: 'low-confidence', below: 0.6, size: 3 }),
        drawConfig({ name: 'corrected', strategy: 'corrected' }),
        drawConfig({ name: 'flagged', strategy: 'flagged' }),
      ],
      rows,
    );
    const names = drawn.map((row) => row.draw);
    expect(names).toEqual([...names].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    expect(new Set(names)).toEqual(new Set(ORDER));
  });
});

const ORDER = ['flagged', 'corrected', 'some'];
