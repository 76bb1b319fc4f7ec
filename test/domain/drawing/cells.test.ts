import fc from 'fast-check';
import type { Cell } from '../../../src/contracts/combined-estimate';
import type { DrawConfig } from '../../../src/contracts/loop-config';
import type { CensusRow } from '../../../src/contracts/rows';
import { createDrawing } from '../../../src/domain/drawing/drawing';
import { matcher } from '../../../src/domain/drawing/matching';
import { arbitraryCensus, arbitraryDraws, censusRow, drawConfig, registry, window } from './census-rows';

const edgesOf = (): readonly number[] => [0.3, 0.7];
const draw = (draws: DrawConfig[], census: CensusRow[], seed = 'seed') => {
  const drawing = createDrawing({ draws, seed, window, registry, bucket: 'production', groupTag: null, edgesOf });
  for (const row of census) drawing.add(row);
  return drawing.finish();
};
const evaluation = drawConfig({ name: 'evaluation', purpose: 'evaluation', size: 10, take: 'sample' });
const lowest = (size: number) =>
  drawConfig({ name: 'low', strategy: 'low-confidence', below: 0.7, take: 'lowest', size });
const sample = (size: number) =>
  drawConfig({ name: 'low', strategy: 'low-confidence', below: 0.7, take: 'sample', size });

/** Draws as a loop file may have them: the evaluation draw first. */
const arbitraryLoop = arbitraryDraws.map((draws) => [
  evaluation,
  ...draws.filter(({ purpose }) => purpose === 'training'),
]);
const isTaken = (cell: Cell | undefined): boolean => cell?.reachedBy.some((name) => name.endsWith(' (taken)')) === true;
const short = ({ flagged, corrected, band, reachedBy, objects }: Cell): string =>
  `${flagged ? 'flagged ' : ''}${corrected ? 'corrected ' : ''}${band?.from ?? 'none'} ${reachedBy.join('+')} ${objects}`;

describe('cells', () => {
  test('hold every object of the population once, whatever draws there are', () => {
    fc.assert(
      fc.property(arbitraryLoop, arbitraryCensus, (draws, rows) => {
        const { cells, draws: counts } = draw(draws, rows);
        expect(cells.reduce((sum, { objects }) => sum + objects, 0)).toBe(counts[0]?.matched);
        expect(cells.every(({ objects }) => objects > 0)).toBe(true);
      }),
    );
  });

  test('are the same in whatever order the census comes', () => {
    fc.assert(
      fc.property(
        arbitraryLoop,
        arbitraryCensus.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
        (draws, [rows, shuffled]) => {
          expect(draw(draws, shuffled).cells).toEqual(draw(draws, rows).cells);
        },
      ),
    );
  });

  test('agree with what is said of the rows that are in them', () => {
    fc.assert(
      fc.property(arbitraryLoop, arbitraryCensus, (draws, census) => {
        const { cells, rows } = draw(draws, census);
        for (const row of rows) {
          expect(row.cell === null).toBe(row.origin === 'reread');
          if (row.cell === null) continue;
          const cell = cells[row.cell] as Cell;
          expect(cell).toMatchObject({
            modelVersion: row.modelVersion,
            flagged: row.flagged,
            corrected: row.correctedClass !== null,
          });
          if (row.confidence === null) expect(cell.band).toBeNull();
          else {
            expect(row.confidence).toBeGreaterThanOrEqual(cell.band?.from ?? 2);
            if (cell.band?.to !== 1) expect(row.confidence).toBeLessThan(cell.band?.to ?? -1);
          }
          for (const config of draws.slice(1)) {
            const named = cell.reachedBy.some((name) => name === config.name || name === `${config.name} (taken)`);
            // An unlimited draw leaves nothing to the ones after it.
            const before = draws.slice(1, draws.indexOf(config));
            const gone = before.some((one) => one.size === null && matcher(one, window.end, registry)(row));
            expect(named).toBe(!gone && matcher(config, window.end, registry)(row));
          }
        }
      }),
    );
  });

  test('never hold more sampled rows than objects; all of them where a draw takes everything, or cuts above', () => {
    fc.assert(
      fc.property(arbitraryLoop, arbitraryCensus, (draws, census) => {
        const { cells, rows } = draw(draws, census);
        for (const [at, cell] of cells.entries()) {
          const sampled = rows.filter((row) => row.cell === at && row.sampled).length;
          expect(sampled).toBeLessThanOrEqual(cell.objects);
          const whole = cell.reachedBy.some(
            (name) => name.endsWith(' (taken)') || draws.find((config) => config.name === name)?.size === null,
          );
          if (whole) expect(sampled).toBe(cell.objects);
        }
      }),
    );
  });

  test('a cut splits: what it or the evaluation draw took below is one cell, whole; the rest is another', () => {
    const census = Array.from({ length: 100 }, (_, i) => censusRow({ key: `p${i}`, confidence: i / 100 }));
    const { cells, rows } = draw([evaluation, lowest(20)], census);
    const cut = Math.max(...rows.filter((row) => row.draw === 'low').map((row) => row.confidence ?? 0));
    const below = census.filter((row) => (row.confidence ?? 1) <= cut).length;
    expect(below).toBeGreaterThan(20);
    expect(below).toBeLessThan(30);
    expect(cells.map(short)).toEqual([`0 low ${30 - below}`, `0 low (taken) ${below}`, '0.3 low 40', '0.7  30']);
    expect(
      rows.filter((row) => row.cell === cells.findIndex(({ reachedBy }) => reachedBy[0] === 'low (taken)')),
    ).toHaveLength(below);
  });

  test('flagged and corrected objects are cells of their own, and so are those without a confidence', () => {
    const census = Array.from({ length: 40 }, (_, i) =>
      censusRow({
        key: `p${i}`,
        flagged: i < 4,
        correctedClass: i % 10 === 0 ? 1 : null,
        confidence: i === 39 ? null : 0.9,
      }),
    );
    const { cells } = draw([evaluation, drawConfig({ name: 'flagged', strategy: 'flagged' })], census);
    expect(cells.map(short)).toEqual([
      'none  1',
      '0.7  32',
      'corrected 0.7  3',
      'flagged 0.7 flagged 3',
      'flagged corrected 0.7 flagged 1',
    ]);
  });
});

describe('over many seeds', () => {
  const SEEDS = 4000;
  const MEANS = 1500;
  const N = 24;
  const census = Array.from({ length: N }, (_, i) =>
    censusRow({ key: `p${i}`, confidence: 0.31 + i / 1000, predictedClass: i % 3, flagged: i < 6 }),
  );

  /** How far the mean of a cell's sampled rows lies from the mean of all its rows, summed over seeds. */
  function meanErrors(draws: DrawConfig[]): Map<string, { error: number; runs: number }> {
    // What class-weighted draws go by.
    const value = (key: string): number => (Number(key.slice(1)) % 3 === 1 ? 1 : 0);
    const mean = (of: readonly { key: string }[]): number =>
      of.reduce((sum, { key }) => sum + value(key), 0) / of.length;
    const errors = new Map<string, { error: number; runs: number }>();
    for (let seed = 0; seed < MEANS; seed += 1) {
      const { cells, rows } = draw(draws, census, `seed-${seed}`);
      const cutOff = new Set(rows.filter((row) => isTaken(cells[row.cell ?? 0])).map(({ key }) => key));
      for (const [at, cell] of cells.entries()) {
        const sampled = rows.filter((row) => row.cell === at && row.sampled);
        if (sampled.length === 0 || isTaken(cell)) continue;
        const members = census.filter((row) => row.flagged === cell.flagged && !cutOff.has(row.key));
        expect(members).toHaveLength(cell.objects);
        const name = short(cell).replace(/ \d+$/, '');
        const known = errors.get(name) ?? { error: 0, runs: 0 };
        errors.set(name, { error: known.error + mean(sampled) - mean(members), runs: known.runs + 1 });
      }
    }
    return errors;
  }

  test('evaluation and a later sample together are a simple random sample of each cell', () => {
    const taken = new Map<string, number>();
    const pairs = new Map<string, number>();
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const keys = draw([{ ...evaluation, size: 4 }, sample(5)], census, `seed-${seed}`)
        .rows.filter((row) => row.sampled)
        .map(({ key }) => key)
        .sort();
      expect(keys).toHaveLength(9);
      for (const key of keys) taken.set(key, (taken.get(key) ?? 0) + 1);
      for (const [i, a] of keys.entries())
        for (const b of keys.slice(i + 1)) pairs.set(`${a} ${b}`, (pairs.get(`${a} ${b}`) ?? 0) + 1);
    }
    const chi = (counts: Iterable<number>, expected: number): number =>
      [...counts].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 0.999 quantile of chi-square with 23 degrees of freedom, scaled as a sample without replacement varies less.
    expect(taken.size).toBe(N);
    expect(chi(taken.values(), (SEEDS * 9) / N) * ((N - 1) / (N - 9))).toBeLessThan(49.73);
    const all = (N * (N - 1)) / 2;
    expect(pairs.size).toBe(all);
    expect(chi(pairs.values(), (SEEDS * 36) / all)).toBeLessThan(all + 4 * Math.sqrt(2 * all));
  });

  test.each([
    ['a sample', [sample(6)]],
    ['a cut', [lowest(6)]],
    ['a sample before a cut', [drawConfig({ name: 'more', size: 4, take: 'sample' }), lowest(6)]],
    ['a cut before a sample', [lowest(6), drawConfig({ name: 'more', size: 4, take: 'sample' })]],
    [
      'a class-weighted draw before a sample',
      [
        drawConfig({ name: 'rare', strategy: 'class-weighted', size: 6, take: 'sample', weights: { Egg: 9 } }),
        sample(6),
      ],
    ],
  ] as [string, DrawConfig[]][])('the sampled rows of a cell have its mean, with %s', (_, later) => {
    const errors = meanErrors([{ ...evaluation, size: 6 }, ...later]);
    expect(errors.size).toBeGreaterThan(0);
    // A mean of zeros and ones deviates by at most 0.5.
    for (const { error, runs } of errors.values())
      expect(Math.abs(error / runs)).toBeLessThan((4 * 0.5) / Math.sqrt(runs));
  });
});
