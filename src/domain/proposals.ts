import type { RoundProposal } from '../contracts/retraining';

/**
 * Which of two undecided proposals the gate goes on with. The newest by window start supersedes (ids lie: a backfilled
 * round is named later than it starts); a later version of the same round replaces its earlier one, and a signal that
 * arrives twice, or late, changes nothing. A fold of any number of proposals ends the same in whatever order they come.
 */
export function newestProposal(pending: RoundProposal | null, next: RoundProposal): RoundProposal {
  if (pending === null) return next;
  if (pending.round === next.round) return next.version > pending.version ? next : pending;
  // Window starts are all of one form, so their text sorts as time.
  const order = byText(next.window.start, pending.window.start) || byText(next.round, pending.round);
  return order > 0 ? next : pending;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
