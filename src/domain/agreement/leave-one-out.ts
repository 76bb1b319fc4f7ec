import type { AgreementEstimate } from '../../contracts/agreement';
import { type IntervalChoice, proportionOf } from '../estimate/proportion';
import { type CastVote, countVotes } from './counted-items';

const LEAST_ITEMS = 30;

/**
 * How often each person says what more than half of the others say, by person id. Items on which the others have no
 * majority are left out: there is nothing to agree with. The others err too, so it is no accuracy: compare people with
 * each other. With two people both have the same number, and it does not say whose fault a difference is.
 */
export function leaveOneOut(
  items: readonly (readonly CastVote[])[],
  choice: IntervalChoice,
): AgreementEstimate['byAnnotator'] {
  const tallies = new Map<number, { n: number; agreeing: number }>();
  for (const votes of items) {
    const counts = [...countVotes(votes)];
    const half = (votes.length - 1) / 2;
    for (const { annotator, vote } of votes) {
      const majority = counts.find(([decision, n]) => (decision === vote ? n - 1 : n) > half);
      if (majority === undefined) continue;
      const tally = tallies.get(annotator) ?? { n: 0, agreeing: 0 };
      tally.n += 1;
      if (majority[0] === vote) tally.agreeing += 1;
      tallies.set(annotator, tally);
    }
  }
  return [...tallies]
    .filter(([, { n }]) => n >= LEAST_ITEMS)
    .sort(([a], [b]) => a - b)
    .map(([annotator, { n, agreeing }]) => ({ annotator, agreement: proportionOf(agreeing, n, choice) }));
}
