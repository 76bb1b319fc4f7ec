import { percent } from '../headline';

/**
 * The chance that a year of independent windows holds two misses in a row on the same side: a Markov chain over 'the
 * last window was no miss', 'a miss' and 'raised'.
 * @param side chance that a window misses on one given side
 * @param sides on which a miss counts: 1, or 2 that are alike
 */
export function twoInARow(windows: number, side: number, sides: 1 | 2): number {
  let [none, one, raised] = [1, 0, 0];
  for (let window = 0; window < windows; window += 1) {
    raised += one * side;
    [none, one] = [
      none * (1 - sides * side) + one * (1 - sides * side),
      none * sides * side + one * (sides - 1) * side,
    ];
  }
  return raised;
}

/** 'in 2.2 % of years with a window a week, in 14.6 % with one a day' */
export const perYear = (chance: (windows: number) => number): string =>
  `in ${percent(chance(52))} of years with a window a week, in ${percent(chance(365))} with one a day`;
