import { createDrawing } from '../../../src/domain/drawing/drawing';
import { censusRow, drawConfig, registry, window } from './census-rows';

const N = 60;
const n = 12;
const SEEDS = 4000;
const rows = Array.from({ length: N }, (_, i) =>
  censusRow({ key: `photo-${i}.jpg`, flagged: i < 15, confidence: i / N }),
);

/** How often each row, in each place of the import order, was taken by a draw over many seeds. */
function simulate(name: string) {
  const taken = new Array<number>(N).fill(0);
  const first = new Array<number>(N).fill(0);
  const pairs = new Map<string, number>();
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const drawing = createDrawing({
      draws: [
        drawConfig({ name: 'evaluation', purpose: 'evaluation', size: n }),
        drawConfig({ name: 'sample', strategy: 'low-confidence', take: 'sample', below: 0.5, size: 5 }),
      ],
      seed: `seed-${seed}`,
      window,
      registry,
      bucket: 'production',
      groupTag: null,
    });
    for (const row of rows) drawing.add(row);
    const drawn = drawing.finish().rows.filter((row) => row.draw === name);
    const at = drawn.map((row) => rows.findIndex((r) => r.key === row.key));
    for (const i of at) taken[i] = (taken[i] ?? 0) + 1;
    if (at[0] !== undefined) first[at[0]] = (first[at[0]] ?? 0) + 1;
    const pair = [at[0], at[1]].join();
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return { taken, first, pairs };
}

const chiSquare = (counts: number[], expected: number): number =>
  counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

describe('over 4,000 seeds', () => {
  const { taken, first, pairs } = simulate('evaluation');

  test('every row is as likely to be drawn as any other', () => {
    // Counts of a sample without replacement vary less than a multinomial's: the statistic is scaled by (N-1)/(N-n).
    // 0.999 quantile of chi-square with 59 degrees of freedom.
    expect(chiSquare(taken, (SEEDS * n) / N) * ((N - 1) / (N - n))).toBeLessThan(98.32);
  });

  test('every row is as likely to be the first that people see', () => {
    expect(chiSquare(first, SEEDS / N)).toBeLessThan(98.32);
  });

  test('no pair of rows comes together more often than chance allows', () => {
    const expected = SEEDS / (N * (N - 1));
    const absent = N * (N - 1) - pairs.size;
    const statistic = chiSquare([...pairs.values()], expected) + absent * expected;
    // 3,539 degrees of freedom: mean 3,539, standard deviation 84.
    expect(Math.abs(statistic - 3539)).toBeLessThan(4 * 84);
  });

  test('a later sample is uniform too over what the earlier draw left', () => {
    const later = simulate('sample').taken;
    const low = later.slice(0, N / 2);
    expect(later.slice(N / 2)).toEqual(new Array(N / 2).fill(0));
    const expected = (SEEDS * 5) / (N / 2);
    // 0.999 quantile of chi-square with 29 degrees of freedom.
    expect(chiSquare(low, expected) * (29 / 25)).toBeLessThan(58.3);
  });
});
