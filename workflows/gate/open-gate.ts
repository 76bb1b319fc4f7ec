import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Decision, DecisionMessage, RoundProposal } from '../../src/contracts/retraining';
import { LOOP_ATTRIBUTE, PHASE_ATTRIBUTE } from '../../src/contracts/search-attributes';
import type { GatePhase, GateStatus } from '../../src/contracts/status';
import { newestProposal } from '../../src/domain/proposals';
import { gateDetails } from '../current-details';
import {
  approveRetrainingSignal,
  decideRetrainingUpdate,
  gateStatusQuery,
  proposeRetrainingSignal,
  rejectRetrainingSignal,
} from '../messages';
import { createParking, type Parking } from '../parking';
import type { GateInput, GateMemory } from './gate-input';

export interface OpenGate {
  readonly loop: string;
  readonly status: Readonly<GateStatus>;
  enter(phase: GatePhase, facts?: Partial<GateStatus>): void;
  readonly step: Parking['step'];
  /** An operator gave the present retraining up and it was dealt with: the next one may go on. */
  forgetAbandonment(): void;
  /** Waits for the newest proposal that is not dealt with, and takes it. */
  nextProposal(): Promise<RoundProposal>;
  hasProposal(): boolean;
  /** The decision on the present digest, once there is one. */
  decision(): Decision | null;
  memory(): GateMemory;
  handlersFinished(): Promise<void>;
}

/** Registers every handler before the first await, and holds the gate's visible state. */
export function openGate({ loop, memory }: GateInput): OpenGate {
  let pending = memory?.pending ?? null;
  let decision: Decision | null = null;
  const status: GateStatus = {
    loop,
    phase: 'gathering',
    proposal: null,
    lastDecision: memory?.lastDecision ?? null,
    lastModelVersion: memory?.lastModelVersion ?? null,
    refused: null,
    blockage: null,
  };
  const show = (): void => {
    upsertSearchAttributes([
      { key: LOOP_ATTRIBUTE, value: loop },
      { key: PHASE_ATTRIBUTE, value: status.phase },
    ]);
    setCurrentDetails(gateDetails(status));
  };
  const parking = createParking({
    what: 'the retraining',
    mayAbandon: () => (status.phase === 'blocked' ? null : 'nothing is parked; to refuse a retraining, reject it'),
    status,
    show,
    onAbandoned: () => undefined,
  });

  const record = (verdict: Decision['verdict'], message: DecisionMessage): void => {
    decision = {
      digest: message.digest,
      verdict,
      by: message.by,
      at: new Date().toISOString(),
      comment: message.comment ?? null,
    };
  };
  const bySignal = (verdict: 'approve' | 'reject') => (message: DecisionMessage) => {
    const objection = objectionTo(message, status, decision);
    if (objection === null) record(verdict, message);
    else {
      status.refused = objection;
      show();
    }
  };
  setHandler(proposeRetrainingSignal, (proposal) => {
    pending = newestProposal(pending, proposal);
  });
  setHandler(approveRetrainingSignal, bySignal('approve'), {
    description: 'Approve the retraining that waits. Example: {"digest":"…as shown…","by":"ada"}',
  });
  setHandler(rejectRetrainingSignal, bySignal('reject'), {
    description:
      'Reject the retraining that waits. Example: {"digest":"…as shown…","by":"ada","comment":"too few soups"}',
  });
  setHandler(
    decideRetrainingUpdate,
    (message) => {
      record(message.decision, message);
      return message.decision === 'approve' ? 'approved' : 'rejected';
    },
    {
      validator: (message) => {
        const objection =
          message?.decision === 'approve' || message?.decision === 'reject'
            ? objectionTo(message, status, decision)
            : 'say what you decide: "decision":"approve" or "decision":"reject"';
        if (objection !== null) throw ApplicationFailure.nonRetryable(objection, 'Refused');
      },
      description:
        'Decide on the retraining that waits. Example: {"digest":"…as shown…","decision":"approve","by":"ada"}',
    },
  );
  setHandler(gateStatusQuery, () => status, { description: 'What waits for a decision, as JSON.' });

  return {
    loop,
    status,
    step: parking.step,
    forgetAbandonment: parking.forgetAbandonment,
    hasProposal: () => pending !== null,
    decision: () => decision,
    memory: () => ({ pending, lastDecision: status.lastDecision, lastModelVersion: status.lastModelVersion }),
    handlersFinished: () => condition(allHandlersFinished),
    async nextProposal() {
      this.enter('gathering', { proposal: null });
      await condition(() => pending !== null);
      const taken = pending as RoundProposal | null;
      if (taken === null) throw new Error('condition ended without a proposal');
      pending = null;
      decision = null;
      return taken;
    },
    enter(phase, facts = {}) {
      Object.assign(status, facts, { phase });
      show();
    },
  };
}

/** Why a decision cannot be taken, or null. Always of one digest: what was not seen cannot be approved. */
function objectionTo(
  message: DecisionMessage | undefined,
  status: GateStatus,
  decided: Decision | null,
): string | null {
  if (typeof message?.by !== 'string' || message.by.trim() === '') return 'say who decides: "by":"your name"';
  if (typeof message.digest !== 'string') return `${message.by} named no digest: say which proposal is meant`;
  if (status.phase !== 'deciding' || !status.proposal) return `${message.by} decided, but nothing waits for a decision`;
  if (message.digest !== status.proposal.digest) {
    return `${message.by} named ${message.digest.slice(0, 12)}, but ${status.proposal.digest.slice(0, 12)} waits for a decision`;
  }
  if (decided) return `${message.by} came late: ${decided.by} has decided already`;
  return null;
}
