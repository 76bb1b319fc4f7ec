import type { IntervalEstimate } from '../../contracts/proportion';
import { halfWidth } from './half-width';

interface MarginWanted {
  /** Half the width that the interval may have, 0 < margin < 0.5, such as 0.03. */
  margin: number;
  /** Confidence level, such as 0.95. */
  confidence: number;
  /** The accuracy expected, 0..1: see `cautiousAccuracy`. */
  expected: number;
  /** How many objects there are to draw from; null: not known. */
  population: number | null;
}

/**
 * How many answers of a simple random sample it takes until Wilson's interval (docs/statistics.md) reaches at most
 * `margin` to either side of its middle, were the share seen the expected one. The smallest such number, but never more
 * than there are objects. Without the finite-population correction: the margin is that of statements about the model,
 * as targets, alarms and comparisons make them. The answers must arrive: images that nobody settles come on top.
 * Found by bisection, which is exact because the half-width falls strictly with n.
 * Source: the sample size that inverts an interval, W. G. Cochran, Sampling Techniques (3rd ed. 1977), 4.4, with
 * Wilson's interval in place of p ± z·se; W. W. Piegorsch, Computational Statistics & Data Analysis 46 (2004), 309-316.
 * @returns a whole number of answers
 * @throws RangeError for a margin, a confidence, an accuracy or a population that cannot be
 */
export function sizeForMargin({ margin, confidence, expected, population }: MarginWanted): number {
  if (!(margin > 0 && margin < 0.5)) throw new RangeError(`a margin is more than 0 and less than 0.5, not ${margin}`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`a confidence lies between 0 and 1, not ${confidence}`);
  if (!(expected >= 0 && expected <= 1)) throw new RangeError(`an accuracy lies between 0 and 1, not ${expected}`);
  if (population !== null && !(population >= 0)) throw new RangeError(`a population of ${population} objects`);
  const enough = (n: number): boolean => halfWidth(expected, n, confidence) <= margin;
  const most = population ?? Number.MAX_SAFE_INTEGER;
  let tooFew = 0;
  let high = 1;
  while (high < most && !enough(high)) {
    tooFew = high;
    high = Math.min(2 * high, most);
  }
  if (high >= most && (most === 0 || !enough(most))) return most;
  while (high - tooFew > 1) {
    const middle = Math.floor((tooFew + high) / 2);
    if (enough(middle)) high = middle;
    else tooFew = middle;
  }
  return high;
}

/** Nothing is known: no accuracy makes an interval wider than this one does. */
const WORST_CASE = 0.5;

/**
 * The accuracy to plan with so that a margin holds: of an estimate's interval the point nearest to 0.5, where intervals
 * are widest. 0.5 without an estimate.
 */
export function cautiousAccuracy(estimate: IntervalEstimate | null): number {
  if (estimate === null || estimate.lower === null || estimate.upper === null) return WORST_CASE;
  return Math.min(Math.max(WORST_CASE, estimate.lower), estimate.upper);
}
