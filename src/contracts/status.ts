import type { AnswerCounts, DrawCount, FilingCounts, LabelCounts } from './activities';
import type { EstimateHeadline } from './estimate';
import type { Decision, RetrainingProposal } from './retraining';
import type { Window } from './window';

export const ROUND_PHASES = [
  'claiming',
  'census',
  'drawing',
  'importing',
  'waiting',
  'collecting',
  'filing',
  'estimating',
  'proposing',
  'amending',
  'blocked',
  'closed',
] as const;

export type RoundPhase = (typeof ROUND_PHASES)[number];

/** Rounds in these phases count towards `maxOpenRounds`: people have not answered yet. */
export const WAITING_PHASES: readonly RoundPhase[] = [
  'claiming',
  'census',
  'drawing',
  'importing',
  'waiting',
  'blocked',
];

/** Why a workflow is parked. */
export interface Blockage {
  step: string;
  type: string;
  message: string;
  operator: string;
}

/** Answer of the `roundStatus` query. */
export interface RoundStatus {
  loop: string;
  round: string;
  phase: RoundPhase;
  window: Window | null;
  draws: DrawCount[];
  unusable: Record<string, number>;
  deadline: string | null;
  closesAt: string | null;
  answers: AnswerCounts | null;
  labels: LabelCounts | null;
  filing: FilingCounts | null;
  /** What people changed in Label Studio, and answers that say nothing the loop knows: sentences, the first few. */
  irregularities: string[];
  headline: EstimateHeadline | null;
  version: number;
  blockage: Blockage | null;
}

export type GatePhase = 'gathering' | 'deciding' | 'training' | 'blocked';

/** Answer of the `gateStatus` query. */
export interface GateStatus {
  loop: string;
  phase: GatePhase;
  proposal: RetrainingProposal | null;
  lastDecision: Decision | null;
  lastModelVersion: string | null;
  refused: string | null;
  blockage: Blockage | null;
}
