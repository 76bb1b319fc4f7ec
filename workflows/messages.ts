import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DecisionMessage, RoundProposal } from '../src/contracts/retraining';
import type { GateStatus, RoundStatus } from '../src/contracts/status';

/** What an operator says to a parked workflow, or to a round that is to end early. */
export interface OperatorMessage {
  by: string;
  reason?: string;
}

/** The server counted enough answers: look again now. */
export const answersArrivedSignal = defineSignal('answersArrived');
/** Take what has been answered and go on, whatever `until` says. */
export const collectNowSignal = defineSignal<[OperatorMessage]>('collectNow');
export const roundStatusQuery = defineQuery<RoundStatus>('roundStatus');
export const abandonUpdate = defineUpdate<string, [OperatorMessage]>('abandon');
export const retryStepUpdate = defineUpdate<string, [OperatorMessage]>('retryStep');

/** A round puts its references before the gate. */
export const proposeRetrainingSignal = defineSignal<[RoundProposal]>('proposeRetraining');
export const approveRetrainingSignal = defineSignal<[DecisionMessage]>('approveRetraining');
export const rejectRetrainingSignal = defineSignal<[DecisionMessage]>('rejectRetraining');
export const decideRetrainingUpdate = defineUpdate<string, [DecisionMessage & { decision: 'approve' | 'reject' }]>(
  'decideRetraining',
);
export const gateStatusQuery = defineQuery<GateStatus>('gateStatus');
