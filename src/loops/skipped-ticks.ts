import type { Ledger } from '../ledger/port';
import type { Tick } from '../temporal/schedules';
import { findOutcome } from './round-records';

/** Ticks that came to nothing because `maxOpenRounds` rounds still waited for people. */
export interface SkippedTicks {
  /** How many of the newest ticks were looked at. */
  ticks: number;
  skipped: number;
  /** When the first of these was; null where there is none. */
  since: string | null;
  /** Whether the newest tick is one of them. */
  ongoing: boolean;
}

/** How many of these ticks, oldest first, were skipped. A round that was skipped leaves nothing but its outcome. */
export async function skippedTicks(ledger: Ledger, ticks: readonly Tick[]): Promise<SkippedTicks> {
  const outcomes = await Promise.all(ticks.map(({ round }) => findOutcome(ledger, round)));
  const isSkipped = outcomes.map((outcome) => outcome?.kind === 'skipped');
  const skipped = ticks.filter((_, at) => isSkipped[at]);
  return {
    ticks: ticks.length,
    skipped: skipped.length,
    since: skipped[0]?.at ?? null,
    ongoing: isSkipped.at(-1) ?? false,
  };
}
