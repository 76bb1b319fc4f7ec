import type { CalibrationBin, CalibrationEstimate } from '../../contracts/calibration';
import { aurocOf, type StatedAnswer } from './auroc';
import { calibrationGap } from './calibration-gap';
import { meanAbsoluteDeviation } from './poisson-binomial';
import { type IntervalChoice, proportionOf } from './proportion';

/**
 * Whether the model's confidence means what it says, from resolved items of a random draw that state one. Intervals
 * take items as independent. docs/statistics.md has formulas, assumptions and sources. Brier score: G. W. Brier,
 * Monthly Weather Review 78 (1950), 1-3, in its form for one event (being right), so from 0 to 1.
 * @param answers in any order; confidences 0..1
 * @returns null without answers
 */
export function calibrationOf(answers: readonly StatedAnswer[], choice: IntervalChoice): CalibrationEstimate | null {
  if (answers.length === 0) return null;
  const ascending = answers.toSorted((a, b) => a.confidence - b.confidence);
  const bins = equalBins(ascending);
  return {
    n: ascending.length,
    meanConfidence: meanConfidence(ascending),
    gap: calibrationGap(ascending, accuracyOf(ascending, choice), choice.confidence),
    brier: mean(ascending, ({ confidence, right }) => (confidence - (right ? 1 : 0)) ** 2),
    auroc: aurocOf(ascending, choice.confidence),
    ece: {
      value: sum(bins, (bin) => Math.abs(sum(bin, stated) - rightOf(bin))) / ascending.length,
      ifPerfect: sum(bins, (bin) => meanAbsoluteDeviation(bin.map(stated))) / ascending.length,
    },
    bins: bins.map((bin) => describeBin(bin, choice)),
  };
}

const MOST_BINS = 10;
const LEAST_ITEMS = 10;

/**
 * Ten bins of about equally many items (fewer below 100 items), rather than of equal width: most confidences of a good
 * model are near 1, which leaves one crowded bin of equal width and nine that say nothing; and the error has less bias
 * so (R. Roelofs et al., AISTATS 2022). Equal confidences are never parted.
 */
function equalBins(ascending: readonly StatedAnswer[]): StatedAnswer[][] {
  const n = ascending.length;
  const wanted = Math.min(MOST_BINS, Math.max(1, Math.floor(n / LEAST_ITEMS)));
  const bins: StatedAnswer[][] = [];
  let start = 0;
  for (let bin = 1; bin <= wanted; bin += 1) {
    let end = Math.round((bin * n) / wanted);
    while (end > start && end < n && ascending[end]?.confidence === ascending[end - 1]?.confidence) end += 1;
    if (end <= start) continue;
    bins.push(ascending.slice(start, end));
    start = end;
  }
  return bins;
}

function describeBin(bin: readonly StatedAnswer[], choice: IntervalChoice): CalibrationBin {
  return {
    from: bin[0]?.confidence ?? 0,
    to: bin.at(-1)?.confidence ?? 1,
    meanConfidence: meanConfidence(bin),
    accuracy: accuracyOf(bin, choice),
  };
}

const stated = (answer: StatedAnswer): number => answer.confidence;

const rightOf = (answers: readonly StatedAnswer[]): number => sum(answers, ({ right }) => (right ? 1 : 0));

const accuracyOf = (answers: readonly StatedAnswer[], choice: IntervalChoice) =>
  proportionOf(rightOf(answers), answers.length, choice);

const meanConfidence = (answers: readonly StatedAnswer[]): number => mean(answers, stated);

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

const mean = <T>(all: readonly T[], of: (one: T) => number): number => sum(all, of) / all.length;
