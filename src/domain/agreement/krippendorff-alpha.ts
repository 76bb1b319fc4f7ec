import type { IntervalEstimate } from '../../contracts/proportion';
import { agreeingPairsOf, type Decision, pairsOf, type VotePattern } from './counted-items';
import { seededRandom } from './seeded-random';

const LEAST_PAIRS = 50;

/** 25 of these lie beyond either end of a 95 % interval: another seed moves it by some hundredth of its width. */
const MOST_REPLICATES = 1000;
const LEAST_REPLICATES = 200;
/** Patterns times replicates that take some tenths of a second. */
const MOST_DRAWS = 2_000_000;

/**
 * Krippendorff's alpha for nominal data, missing votes allowed: 1 − D_o/D_e, the disagreement that was seen over the
 * one that the same votes dealt out at random would show. 1: full agreement; 0: no better than chance. It is low where
 * nearly all votes are for one class, however well people agree on that: look at the raw agreement too.
 *
 * The interval is by Bayesian bootstrap over items: each replicate weighs the items by exponential numbers, items with
 * the same votes together by one gamma number. Half an item that fully agrees and half a one that fully disagrees are
 * added (Jeffreys' prior), without which an interval from few disagreements is far too short, and from none a point.
 * Sources: K. Krippendorff, Content Analysis (2nd ed. 2004), chapter 11; D. B. Rubin, Annals of Statistics 9 (1981), 130-134.
 * @param seed the same gives the same interval
 * @returns null below 50 pairs, and where all votes are for one class: nothing could disagree by chance then
 */
export function krippendorffAlpha(
  patterns: readonly VotePattern[],
  confidence: number,
  seed: string,
): IntervalEstimate | null {
  const pairs = patterns.reduce((sum, { votes, items }) => sum + items * pairsOf(votes), 0);
  const classes = [...new Set(patterns.flatMap(({ counts }) => counts.map(([decision]) => decision)))];
  if (pairs < LEAST_PAIRS || classes.length < 2) return null;
  const alphaOf = alphaFor(patterns, classes);
  const value = alphaOf(({ items }) => items, { agreeing: 0, disagreeing: 0 });
  const random = seededRandom(seed);
  const replicates = Math.max(LEAST_REPLICATES, Math.min(MOST_REPLICATES, Math.floor(MOST_DRAWS / patterns.length)));
  const found = Float64Array.from({ length: replicates }, () =>
    alphaOf(({ items }) => random.gamma(items), { agreeing: random.gamma(0.5), disagreeing: random.gamma(0.5) }),
  ).sort();
  const tail = (1 - confidence) / 2;
  // Every replicate disagrees a little: where nobody did, the upper end must not leave out what was found.
  return { value, lower: Math.min(value, quantile(found, tail)), upper: Math.max(value, quantile(found, 1 - tail)) };
}

/** Alpha with each pattern weighed as so many items, and so many items added of which all votes agree or disagree. */
function alphaFor(patterns: readonly VotePattern[], classes: readonly Decision[]) {
  const place = new Map(classes.map((decision, at) => [decision, at]));
  const items = patterns.reduce((sum, pattern) => sum + pattern.items, 0);
  const votes = patterns.reduce((sum, pattern) => sum + pattern.items * pattern.votes, 0);
  const prepared = patterns.map((pattern) => ({
    pattern,
    // Ordered pairs of different choices, over the partners that each vote has: from 0 to the number of votes.
    disagreement: (2 * (pairsOf(pattern.votes) - agreeingPairsOf(pattern))) / (pattern.votes - 1),
    counts: pattern.counts.map(([decision, count]): [number, number] => [place.get(decision) ?? 0, count]),
  }));
  const totals = new Float64Array(classes.length);

  return (weightOf: (pattern: VotePattern) => number, added: { agreeing: number; disagreeing: number }): number => {
    totals.fill(0);
    let [weighed, disagreement] = [0, 0];
    for (const one of prepared) {
      const weight = weightOf(one.pattern);
      weighed += weight * one.pattern.votes;
      disagreement += weight * one.disagreement;
      for (const [at, count] of one.counts) totals[at] = (totals[at] ?? 0) + weight * count;
    }
    const sameByChance = totals.reduce((sum, total) => sum + (total / weighed) ** 2, 0);
    const perItem = votes / items;
    const observed =
      (disagreement + added.disagreeing * perItem) / (weighed + (added.agreeing + added.disagreeing) * perItem);
    return 1 - observed / ((1 - sameByChance) * (votes / (votes - 1)));
  };
}

/** Linear between the two nearest of sorted values. */
function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return below + (above - below) * (at - Math.floor(at));
}
