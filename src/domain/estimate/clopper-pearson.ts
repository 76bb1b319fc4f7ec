import { bisect } from './bisect';
import { incompleteBeta } from './incomplete-beta';
import type { Interval } from './wilson';

/**
 * The exact interval of a proportion: it never covers less often than `confidence` says, and pays for that by being
 * wider than it need be on average.
 * Source: C. J. Clopper & E. S. Pearson, Biometrika 26 (1934), 404-413, by quantiles of the beta distribution.
 * @param n answers, more than 0
 */
export function clopperPearsonInterval(successes: number, n: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    upper: successes === n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1),
  };
}

const betaQuantile = (p: number, a: number, b: number): number => bisect(0, 1, (x) => incompleteBeta(x, a, b) < p);
