import type { Decision, RoundProposal } from '../../src/contracts/retraining';

/** What a gate remembers from one run to the next: plain JSON. */
export interface GateMemory {
  pending: RoundProposal | null;
  lastDecision: Decision | null;
  lastModelVersion: string | null;
}

export interface GateInput {
  loop: string;
  /** Carried through continue-as-new; null or absent at the first start. */
  memory?: GateMemory | null;
}
