import type { RoundOutcome } from '../contracts/activities';
import type { Proportion } from '../contracts/proportion';
import type { Window } from '../contracts/window';
import type { OpenRoundSummary } from '../temporal/open-rounds';
import type { RoundRecord } from './round-records';

/** A round as a list of rounds shows it, from Temporal while it runs and from the ledger. */
export interface RoundOverview {
  round: string;
  /**
   * `open`: runs. `closed`: has ended, see `outcome`. `interrupted`: claimed a window and neither runs nor has closed, as after
   * it was terminated; it goes on when it is started again.
   */
  state: 'open' | 'closed' | 'interrupted';
  /** Of an open round, where it stands. */
  phase: string | null;
  /** Null for a round that has not claimed its window yet. */
  window: Window | null;
  outcome: RoundOutcome['kind'] | null;
  accuracy: Proportion | null;
}

/** Joins what Temporal and the ledger know, oldest window first; rounds without a window come last. */
export function roundOverviews(open: readonly OpenRoundSummary[], records: readonly RoundRecord[]): RoundOverview[] {
  const phases = new Map(open.map(({ round, phase }) => [round, phase]));
  const recorded = new Set(records.map(({ round }) => round));
  const claimed = records.map(({ round, window, outcome, estimate }): RoundOverview => {
    const state = outcome !== null ? 'closed' : phases.has(round) ? 'open' : 'interrupted';
    return {
      round,
      state,
      phase: state === 'open' ? (phases.get(round) ?? null) : null,
      window,
      outcome: outcome?.kind ?? null,
      accuracy: estimate?.accuracy ?? null,
    };
  });
  const unclaimed = open
    .filter(({ round }) => !recorded.has(round))
    .map(
      ({ round, phase }): RoundOverview => ({
        round,
        state: 'open',
        phase,
        window: null,
        outcome: null,
        accuracy: null,
      }),
    );
  const place = ({ window, round }: RoundOverview): string => window?.start ?? `~${round}`;
  return [...claimed, ...unclaimed].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
