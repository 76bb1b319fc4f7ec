import type { IntervalEstimate } from '../../contracts/proportion';
import { bisect } from './bisect';
import { zOf } from './normal';

/** An answer of the model: how sure it was, 0..1, and whether people agree with it. */
export interface StatedAnswer {
  confidence: number;
  right: boolean;
}

/**
 * Area under the ROC curve of confidence as a sign of being right: the chance that a right answer has more confidence
 * than a wrong one, a tie counting half (the Mann-Whitney statistic over the number of pairs).
 *
 * The interval is a score interval: all θ with |θ − AUROC| ≤ z·√V(θ), V being Hanley & McNeil's variance with wrong
 * answers as what is to be found. That fits models, whose right answers crowd near 1 while wrong ones lie anywhere, and
 * is cautious elsewhere. It stays within [0, 1], also where all wrong answers are the least sure ones. DeLong's
 * variance on the logit scale and Newcombe's variant with equal group sizes were tried too: with a handful of wrong
 * answers they cover as little as 80 % and 85 %.
 * Sources: J. A. Hanley & B. J. McNeil, Radiology 143 (1982), 29-36; R. G. Newcombe, Statistics in Medicine 25 (2006),
 * 559-573, for the score interval.
 * @param ascending answers in the order of their confidence
 * @returns null where all are right or all are wrong
 */
export function aurocOf(ascending: readonly StatedAnswer[], confidence: number): IntervalEstimate | null {
  const { rankSum, right } = ranksOfRight(ascending);
  const wrong = ascending.length - right;
  if (right === 0 || wrong === 0) return null;
  const value = (rankSum - (right * (right + 1)) / 2) / (right * wrong);
  const z = zOf(confidence);
  const isFar = (area: number) => (area - value) ** 2 > z * z * variance(area, right, wrong);
  return {
    value,
    lower: value === 0 ? 0 : bisect(0, value, isFar),
    upper: value === 1 ? 1 : bisect(value, 1, (area) => !isFar(area)),
  };
}

/** Sum of the ranks, from 1, of right answers; those of equal confidence share the mean of theirs. */
function ranksOfRight(ascending: readonly StatedAnswer[]): { rankSum: number; right: number } {
  let rankSum = 0;
  let right = 0;
  for (let start = 0; start < ascending.length; ) {
    let [end, rightHere] = [start, 0];
    for (; ascending[end]?.confidence === ascending[start]?.confidence && end < ascending.length; end += 1) {
      if (ascending[end]?.right) rightHere += 1;
    }
    rankSum += (rightHere * (start + 1 + end)) / 2;
    right += rightHere;
    start = end;
  }
  return { rankSum, right };
}

/** With Q1 = θ/(2−θ), that two wrong answers are both less sure than a right one, and Q2 = 2θ²/(1+θ), the reverse. */
function variance(area: number, right: number, wrong: number): number {
  const ofWrong = ((wrong - 1) * (1 - area)) / (2 - area);
  const ofRight = ((right - 1) * area) / (1 + area);
  return (area * (1 - area) * (1 + ofWrong + ofRight)) / (right * wrong);
}
