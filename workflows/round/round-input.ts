import type { LoopRef } from '../../src/contracts/artifact';
import type { EstimateHeadline } from '../../src/contracts/estimate';
import type { RoundTail } from './round-tail';

export interface RoundInput extends LoopRef {
  /** Where a round that continued as new goes on; null or absent at its start. */
  tail?: RoundTail | null;
}

export interface RoundResult {
  outcome: 'completed' | 'nothing-new' | 'skipped' | 'abandoned';
  headline: EstimateHeadline | null;
  /** Why the ledger does not say how it ended, where it cannot. */
  unrecorded?: string;
}
