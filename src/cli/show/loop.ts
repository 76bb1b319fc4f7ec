import type { Estimate } from '../../contracts/estimate';
import type { GateStatus } from '../../contracts/status';
import { describeHeadlineOf, percent } from '../../domain/headline';
import type { TrainedModel } from '../../lineage/trained-models';
import type { SkippedTicks } from '../../loops/skipped-ticks';
import type { OpenRoundSummary } from '../../temporal/open-rounds';
import type { ScheduledLoop } from '../../temporal/schedules';
import { columns, facts, when } from '../output';
import { describeGateAlone } from './gate-status';
import { describeMissedTicks } from './missed-ticks';
import { describeSkippedTicks } from './skipped-ticks';

/** Where a loop stands. */
export interface LoopSight extends Omit<ScheduledLoop, 'ticks'> {
  openRounds: OpenRoundSummary[];
  /** What its gate says; null where no round has proposed anything yet, or where nobody answered for it. */
  gate: GateStatus | null;
  /** Why the gate could not be asked; null where it could. */
  unanswered: string | null;
  /** From here on null also where the ledger cannot be read. */
  skippedTicks: SkippedTicks | null;
  /** Of the newest window that has one. */
  estimate: Pick<Estimate, 'round' | 'window' | 'version' | 'accuracy' | 'sufficient'> | null;
  /** The last one that the loop's labels made. */
  model: TrainedModel | null;
  /** Why the ledger could not be read; null where it could. */
  unreadable: string | null;
}

/** How many of the times to come are shown. */
const NEXT = 3;

export function describeLoop(sight: LoopSight): string {
  const { loop, paused, note, nextTimes, missedTicks, skippedTicks, estimate, model, unreadable } = sight;
  const rows: [string, string | null][] = [
    ['loop', loop],
    ['state', paused ? `paused${note ? `: ${note}` : ''}` : 'running'],
    [
      'next',
      paused
        ? null
        : nextTimes
            .slice(0, NEXT)
            .map((time) => when(time))
            .join(', '),
    ],
    ['missed', missedTicks > 0 ? describeMissedTicks(missedTicks) : null],
    ['skipped', skippedTicks && describeSkippedTicks(skippedTicks)],
    [
      'accuracy',
      estimate && describeHeadlineOf(estimate.round, { ...estimate.accuracy, sufficient: estimate.sufficient }),
    ],
    ['model', model && `${model.modelVersion}, approved by ${model.decision.by}, ${when(model.decision.at)}`],
    ['ledger', unreadable === null ? null : `cannot be read: ${unreadable}`],
  ];
  return [...facts(rows), '', describeRounds(sight.openRounds), '', ...describeItsGate(sight)].join('\n');
}

function describeRounds(rounds: readonly OpenRoundSummary[]): string {
  if (rounds.length === 0) return 'No open rounds.';
  return columns(
    ['OPEN ROUND', 'PHASE', 'WINDOW FROM', 'ACCURACY'],
    rounds.map(({ round, phase, windowStart, accuracy }) => [
      round,
      phase ?? 'starting',
      windowStart ?? '-',
      accuracy === null ? '-' : percent(accuracy),
    ]),
  );
}

function describeItsGate({ loop, gate, unanswered }: LoopSight): string[] {
  if (unanswered !== null) return [`What waits for a decision is not known: ${unanswered}`];
  if (gate === null) return ['No round has proposed a retraining yet.'];
  const decide = `To decide: annoloop approve ${loop}, or annoloop reject ${loop}`;
  return [describeGateAlone(gate), ...(gate.phase === 'deciding' ? [decide] : [])];
}
