import { wilsonInterval } from '../estimate/wilson';
import { binomial } from './binomial';

export interface Improvement {
  /** Accuracy of the model version before, 0..1. */
  accuracy: number;
  /** How much better the next one is, more than 0: 0.05 is five points. */
  improvement: number;
  /** Confidence level of the difference's interval, such as 0.95. */
  confidence: number;
}

/**
 * How likely an improvement shows: the interval of the difference of two accuracies lies above 0, `labels` random answers
 * having been given for either version, to different images. The interval is Newcombe's of two Wilson intervals,
 * d ± √((p₂−l₂)² + (u₁−p₁)²) below d (R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10); without the
 * finite-population correction. Exact: summed over all results that the two binomials can have.
 * @param labels per version, whole
 * @throws RangeError for an improvement that cannot be
 */
export function powerToShow({ accuracy, improvement, confidence }: Improvement, labels: number): number {
  check({ accuracy, improvement, confidence });
  if (labels === 0) return 0;
  const ends = (right: number) => ({ share: right / labels, ...wilsonInterval(right, labels, confidence) });
  const after = binomial(labels, accuracy + improvement);
  const results = after.probabilities.map((_, at) => ends(after.from + at));
  const atLeast = tails(after.probabilities);
  let power = 0;
  // The more were right before, the more must be right now: `needed` only grows (both ends of Wilson's interval rise with
  // the share, and no faster than the distance to it does).
  let needed = 0;
  const earlier = binomial(labels, accuracy);
  for (const [at, probability] of earlier.probabilities.entries()) {
    const before = ends(earlier.from + at);
    for (let now = results[needed]; now && !isShown(before, now); now = results[needed]) needed += 1;
    power += probability * (atLeast[needed] ?? 0);
  }
  return Math.min(power, 1);
}

/**
 * How many random answers for either version it takes until an improvement shows with probability `power`. Found by
 * bisection, as if more labels always helped; since results are whole numbers, power now and then falls by a fraction
 * of a point from one n to the next.
 * @throws RangeError for an improvement that cannot be
 */
export function labelsForPower(wanted: Improvement, power: number): number {
  if (!(power > 0 && power < 1)) throw new RangeError(`a power lies between 0 and 1, not ${power}`);
  let enough = 1;
  while (powerToShow(wanted, enough) < power) enough *= 2;
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (powerToShow(wanted, middle) >= power) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

interface Share {
  share: number;
  lower: number;
  upper: number;
}

const isShown = (before: Share, now: Share): boolean =>
  now.share - before.share > Math.hypot(now.share - now.lower, before.upper - before.share);

/** Chance of this outcome or one beyond it. */
function tails(probabilities: readonly number[]): number[] {
  const sums = [0];
  for (const probability of probabilities.toReversed()) sums.push((sums.at(-1) ?? 0) + probability);
  return sums.slice(1).reverse();
}

function check({ accuracy, improvement, confidence }: Improvement): void {
  if (!(accuracy >= 0 && accuracy <= 1)) throw new RangeError(`an accuracy lies between 0 and 1, not ${accuracy}`);
  if (!(improvement > 0)) throw new RangeError(`an improvement is more than 0, not ${improvement}`);
  // 0.9 + 0.1 is a little more than 1 to a computer.
  if (accuracy + improvement > 1 + 1e-12) {
    throw new RangeError(`an accuracy of ${accuracy} cannot improve by ${improvement}`);
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`a confidence lies between 0 and 1, not ${confidence}`);
}
