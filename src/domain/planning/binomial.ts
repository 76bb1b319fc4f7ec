/** Probabilities of 0, 1, 2 … successes from `from` on; what is left out at either end is less likely than 1e-20. */
export interface Binomial {
  from: number;
  probabilities: number[];
}

/** Relative to the likeliest outcome; all the tails beyond are far below what a double holds of their sum. */
const NEGLIGIBLE = 1e-20;

/**
 * The binomial distribution of n trials of probability p, by the ratio of neighbours from the likeliest outcome outwards:
 * no factorial, and only some 20 standard deviations wide, so that n may be in the millions.
 * @param n whole, not negative
 * @param p 0..1
 */
export function binomial(n: number, p: number): Binomial {
  if (p <= 0) return { from: 0, probabilities: [1] };
  if (p >= 1) return { from: n, probabilities: [1] };
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const above = outwards(n - mode, (step) => ((n - mode - step) / (mode + step + 1)) * odds);
  const below = outwards(mode, (step) => (mode - step) / ((n - mode + step + 1) * odds));
  const weights = [...below.reverse(), 1, ...above];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { from: mode - below.length, probabilities: weights.map((weight) => weight / total) };
}

/** Weights at 1, 2 … steps from the likeliest outcome, by the ratio of each to the one before, down to a negligible one. */
function outwards(steps: number, ratio: (step: number) => number): number[] {
  const weights: number[] = [];
  let weight = 1;
  for (let step = 0; step < steps && weight > NEGLIGIBLE; step++) {
    weight *= ratio(step);
    weights.push(weight);
  }
  return weights;
}
