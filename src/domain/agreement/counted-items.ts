import type { Vote } from '../../contracts/rows';

/** A class id, or none of the classes. */
export type Decision = number | 'none';

export interface CastVote {
  annotator: number;
  vote: Decision;
}

/** Votes for each choice, of items that were decided alike: as many items as `items` says had just these votes. */
export interface VotePattern {
  counts: readonly (readonly [Decision, number])[];
  /** Deciding votes of one such item: at least two. */
  votes: number;
  items: number;
}

/**
 * Votes that decide (a class or 'none of these'), the earliest of as many people as were asked, but two at least. What
 * somebody could not tell, skipped or wrote freely is missing data. Later votes are left out: an item gets those
 * *because* the first ones differed, and counting them would make people look more at odds than they are.
 */
export function firstDecisions(votes: readonly Vote[], annotators: number): CastVote[] {
  return votes
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .flatMap(({ annotator, vote }) => (typeof vote === 'number' || vote === 'none' ? [{ annotator, vote }] : []))
    .slice(0, Math.max(2, annotators));
}

export function countVotes(votes: readonly CastVote[]): Map<Decision, number> {
  const counts = new Map<Decision, number>();
  for (const { vote } of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  return counts;
}

/** However many items there are, few differ in how often each choice was made: sums over patterns are quick. */
export function patternsOf(items: readonly (readonly CastVote[])[]): VotePattern[] {
  const patterns = new Map<string, VotePattern>();
  for (const votes of items) {
    const counts = [...countVotes(votes)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    const key = counts.map((entry) => entry.join(':')).join(' ');
    const seen = patterns.get(key);
    if (seen) seen.items += 1;
    else patterns.set(key, { counts, votes: votes.length, items: 1 });
  }
  return [...patterns.values()];
}

/** Pairs of votes of one item. */
export const pairsOf = (votes: number): number => (votes * (votes - 1)) / 2;

/** Pairs of votes of one such item that agree. */
export const agreeingPairsOf = ({ counts }: VotePattern): number =>
  counts.reduce((sum, [, votes]) => sum + pairsOf(votes), 0);
