import type { IntervalEstimate } from '../../contracts/proportion';
import { type IntervalChoice, proportionOf } from '../estimate/proportion';
import { agreeingPairsOf, pairsOf, type VotePattern } from './counted-items';

/**
 * Share of pairs of votes that agree. Pairs of one item go together (who disagrees with two others disagrees twice), so
 * the interval is that of as many independent pairs as would vary as much: n* = R(1−R)/V, V being the variance of a
 * ratio of sums over items, k/(k−1)·Σ(aᵢ − R·mᵢ)²/(Σmᵢ)². Where no pair disagrees, V says nothing, and each item counts
 * once.
 * Sources: W. G. Cochran, Sampling Techniques (3rd ed. 1977), 6.3; E. L. Korn & B. I. Graubard, Survey
 * Methodology 24 (1998), 193-201.
 * @param patterns of at least one item
 */
export function rawAgreement(patterns: readonly VotePattern[], choice: IntervalChoice): IntervalEstimate {
  let [items, pairs, agreeing] = [0, 0, 0];
  for (const pattern of patterns) {
    items += pattern.items;
    pairs += pattern.items * pairsOf(pattern.votes);
    agreeing += pattern.items * agreeingPairsOf(pattern);
  }
  const share = agreeing / pairs;
  const squares = patterns.reduce(
    (sum, pattern) => sum + pattern.items * (agreeingPairsOf(pattern) - share * pairsOf(pattern.votes)) ** 2,
    0,
  );
  const variance = items === 1 ? 0 : ((items / (items - 1)) * squares) / pairs ** 2;
  const effective = variance === 0 ? items : Math.min(pairs, (share * (1 - share)) / variance);
  const { lower, upper } = proportionOf(share * effective, effective, choice);
  return { value: share, lower, upper };
}
