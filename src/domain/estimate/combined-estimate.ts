import type { CombinedEstimate } from '../../contracts/combined-estimate';
import type { IntervalEstimate } from '../../contracts/proportion';
import { bisect } from './bisect';
import { borrowAnswers } from './borrow-answers';
import { type CountedLabels, mergeCells, type RoundCell } from './merge-cells';
import { type IntervalOptions, stratifiedInterval, stratifiedMean } from './stratified-interval';
import { type Interval, wilsonInterval } from './wilson';

export interface CombinedInput extends IntervalOptions {
  /** Of one round, or of several (`poolRounds`), oldest first. */
  cells: readonly RoundCell[];
  labels: CountedLabels;
  /** The evaluation draw's own estimate, for the ratio of widths; take the one that agrees in `finite`. */
  reference: IntervalEstimate | null;
}

/**
 * Accuracy from every label that counts, each cell with its share of the objects as weight: labels of draws that seek
 * out mistakes make it narrower, not lower. docs/statistics.md has the formulas, the rule for cells with few answers or
 * none, and what simulation says of it.
 *
 * Cells that nothing speaks for count as all wrong in `lower` and all right in `upper`, and half in `value`, which is the least
 * that it can be off by.
 * @throws RangeError when a cell has more answers than objects, or more right ones than answers
 */
export function combinedEstimate({ cells, labels, confidence, finite, reference }: CombinedInput): CombinedEstimate {
  for (const cell of cells) refuseImpossible(cell, labels);
  const population = cells.reduce((sum, { objects }) => sum + objects, 0);
  const known = borrowAnswers(mergeCells(cells, labels));
  const shareOf = (objects: number) => (population === 0 ? 0 : objects / population);
  const unknown = shareOf(known.unknown);
  const counts = {
    n: known.cells.reduce((sum, { resolved }) => sum + resolved, 0),
    population,
    cells: known.cells.length,
    borrowed: shareOf(known.borrowed),
    unknown,
    blind: labels !== 'all',
  };
  if (counts.n === 0) return { value: null, lower: null, upper: null, effectiveN: null, widthRatio: null, ...counts };
  const within = stratifiedInterval(known.cells, { confidence, finite });
  const value = (1 - unknown) * stratifiedMean(known.cells) + unknown / 2;
  const interval = { lower: (1 - unknown) * within.lower, upper: (1 - unknown) * within.upper + unknown };
  return {
    value,
    ...interval,
    effectiveN: effectiveN(value, interval, confidence),
    widthRatio: widthRatio(interval, reference),
    ...counts,
  };
}

function refuseImpossible(cell: RoundCell, labels: CountedLabels): void {
  const { resolved, right } = cell[labels];
  if (resolved <= cell.objects && right <= resolved) return;
  throw new RangeError(`a cell of ${cell.objects} objects has ${resolved} answers, ${right} of them right`);
}

/** The n at which Wilson's interval around `value` is as wide: it narrows as n grows. A point is null. */
function effectiveN(value: number, { lower, upper }: Interval, confidence: number): number | null {
  const width = upper - lower;
  if (width === 0) return null;
  const isNarrower = (n: number) => {
    const own = wilsonInterval(value * n, n, confidence);
    return own.upper - own.lower < width;
  };
  let [low, high] = [0, 1];
  while (!isNarrower(high) && high < 1e12) [low, high] = [high, high * 2];
  return bisect(low, high, (n) => !isNarrower(n));
}

function widthRatio({ lower, upper }: Interval, reference: IntervalEstimate | null): number | null {
  if (reference === null || reference.lower === null || reference.upper === null) return null;
  const width = reference.upper - reference.lower;
  return width === 0 ? null : (upper - lower) / width;
}
