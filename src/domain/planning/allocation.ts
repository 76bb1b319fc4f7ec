import { type AnsweredCell, expectedHalfWidth, type Population, randomHalfWidth } from './expected-width';
import { afterRandom, afterSample, answeredWithEdgeAt } from './planned-answers';
import { accuracyOf, isBelow } from './planning-cell';

export interface SplitQuestion {
  /** Labels to spend, all of them given blind. */
  labels: number;
  /** The population's cells, with what other draws answer of them (cells taken whole); those labels are not in `labels`. */
  cells: readonly AnsweredCell[];
  population: Population;
  confidence: number;
  /** Threshold of the low-confidence draw; null: the best among the edges of the bands. */
  below: number | null;
  /** Random labels that there must be, for rules and alarms look at them alone. */
  atLeast: number;
}

/** How to divide labels between the random evaluation draw and a sample of the objects below a threshold. */
export interface Split {
  random: number;
  lowConfidence: number;
  /** Null where no low-confidence draw is advised. */
  below: number | null;
  /** Half widths expected of the combined estimate, and of the evaluation draw's own. */
  halfWidth: number;
  evaluationHalfWidth: number;
  /** The same were all labels random: by themselves, and weighted by cells. */
  allRandomHalfWidth: number;
  allRandomWeightedHalfWidth: number;
  /** Width of the combined estimate over that of as many random labels. */
  ratioToRandom: number;
  /** Width of the combined estimate over that of this split's evaluation draw alone. */
  ratioToEvaluation: number;
}

/**
 * The split of a total of labels with the narrowest expected combined interval (see `expectedHalfWidth`). Of the threshold
 * the edges of the bands are tried, of the split every whole number that can be best: the variance of each cell is
 * convex in the number of its answers, so that a grid that is refined around its best point ends at the best.
 * The answer is Neyman's: labels go where shares are large and the model is neither mostly right nor mostly wrong
 * (J. Neyman, Journal of the Royal Statistical Society 97 (1934), 558-625), as far as two draws allow.
 * @throws RangeError without labels, or for a threshold outside of 0..1
 */
export function bestSplit(question: SplitQuestion): Split {
  const { labels, cells, population, below } = question;
  if (!(labels >= 1)) throw new RangeError(`at least one label is needed to split, not ${labels}`);
  if (below !== null && !(below > 0 && below <= 1))
    throw new RangeError(`a threshold lies between 0 and 1, not ${below}`);
  const least = Math.min(Math.max(1, Math.round(question.atLeast)), labels, population ?? labels);
  const thresholds = below === null ? edgesOf(cells) : [below];
  let best = { random: labels, below: null as number | null, width: widthOf(question, labels, null) };
  for (const threshold of thresholds) {
    const random = bestOf(least, labels, (count) => widthOf(question, count, threshold));
    const width = widthOf(question, random, threshold);
    if (width < best.width && random < labels) best = { random, below: threshold, width };
  }
  return described(question, best);
}

function described(
  question: SplitQuestion,
  { random, below, width }: { random: number; below: number | null; width: number },
) {
  const { labels, cells } = question;
  const accuracy = accuracyOf(cells);
  const evaluationHalfWidth = randomHalfWidth(accuracy, random, question);
  const allRandomHalfWidth = randomHalfWidth(accuracy, labels, question);
  return {
    random,
    lowConfidence: labels - random,
    below,
    halfWidth: width,
    evaluationHalfWidth,
    allRandomHalfWidth,
    allRandomWeightedHalfWidth: widthOf(question, labels, null),
    ratioToRandom: ratio(width, allRandomHalfWidth),
    ratioToEvaluation: ratio(width, evaluationHalfWidth),
  };
}

/** Where nothing is left to chance, neither is narrower. */
const ratio = (width: number, of: number): number => (of === 0 ? 1 : width / of);

function widthOf(
  { labels, cells, population, confidence }: SplitQuestion,
  random: number,
  below: number | null,
): number {
  const evaluated = afterRandom(below === null ? cells : answeredWithEdgeAt(cells, below), random);
  const answered =
    below === null ? evaluated : afterSample(evaluated, (cell) => isBelow(cell, below), labels - random, population);
  return expectedHalfWidth(answered, { population, confidence });
}

/** Where bands meet: thresholds for which the cells say what lies below. */
function edgesOf(cells: readonly AnsweredCell[]): number[] {
  return [...new Set(cells.flatMap(({ band }) => (band === null ? [] : [band.to])))].filter((edge) => edge < 1);
}

/** Points that a grid has at most; its neighbours are looked at in turn. */
const POINTS = 64;

/** The whole number from `low` to `high` at which `width` is least. */
function bestOf(low: number, high: number, width: (at: number) => number): number {
  const step = Math.max(1, Math.ceil((high - low) / POINTS));
  let best = low;
  let least = Number.POSITIVE_INFINITY;
  for (let at = low; at < high + step; at += step) {
    const here = Math.min(at, high);
    const found = width(here);
    if (found < least) [best, least] = [here, found];
  }
  return step === 1 ? best : bestOf(Math.max(low, best - step), Math.min(high, best + step), width);
}
