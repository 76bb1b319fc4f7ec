import { zOf } from './normal';

export interface Interval {
  lower: number;
  upper: number;
}

/**
 * Wilson's score interval of a proportion: all p for which `successes` of `n` would be no surprise. Unlike p ± z·se it
 * stays within [0, 1], and it holds its level on average also for few answers and for proportions near 1.
 * Source: E. B. Wilson, JASA 22 (1927), 209-212; recommended by Brown, Cai & DasGupta, Statistical Science 16 (2001).
 * @param n answers, more than 0; `Infinity` gives the bare proportion
 * @param confidence such as 0.95
 */
export function wilsonInterval(successes: number, n: number, confidence: number): Interval {
  return scoreInterval(successes / n, n, zOf(confidence));
}

/**
 * The same for a finite population of which `n` of `population` were looked at without replacement: n is replaced by
 * n* = n(N-1)/(N-n), for which a binomial varies as much as the hypergeometric does. It says how many of just these N
 * objects are right, and shrinks to a point when all were looked at. It says nothing about the model on other objects.
 * Source of the factor: W. G. Cochran, Sampling Techniques (3rd ed. 1977), theorem 3.2.
 * @throws RangeError when `n` exceeds `population`
 */
export function wilsonIntervalOfWindow(successes: number, n: number, population: number, confidence: number): Interval {
  if (n > population) throw new RangeError(`${n} answers from a population of ${population}`);
  const effective = n === population ? Number.POSITIVE_INFINITY : (n * (population - 1)) / (population - n);
  return scoreInterval(successes / n, effective, zOf(confidence));
}

function scoreInterval(p: number, n: number, z: number): Interval {
  if (n === Number.POSITIVE_INFINITY) return { lower: p, upper: p };
  const shrink = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  // At 0 and n successes one end is exactly 0 or 1; rounding must not leave it beside that.
  return { lower: p === 0 ? 0 : centre - half, upper: p === 1 ? 1 : centre + half };
}
