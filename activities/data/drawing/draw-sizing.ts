import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { Sizing } from '../../../src/domain/drawing/draw-size';
import { cautiousAccuracy } from '../../../src/domain/planning/size-for-margin';
import type { Ledger } from '../../../src/ledger/port';
import { newestEstimate } from '../../../src/loops/round-records';

/** What the size of a draw with a margin was computed from. */
export interface RecordedSizing extends Sizing {
  /** The round whose estimate says what accuracy to expect; null: none did, and the worst case was planned for. */
  estimateOf: string | null;
}

/** Null where no draw asks for a margin. */
export async function sizingOf(
  ledger: Ledger | null,
  { draws, evaluation }: LoopConfig,
): Promise<RecordedSizing | null> {
  if (!draws.some(({ size }) => typeof size === 'object' && size !== null)) return null;
  const estimate = ledger && (await newestEstimate(ledger));
  return {
    confidence: evaluation.confidence,
    expected: cautiousAccuracy(estimate?.accuracy ?? null),
    estimateOf: estimate?.round ?? null,
  };
}
