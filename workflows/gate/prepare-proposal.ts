import type { RetrainingProposal, RoundProposal } from '../../src/contracts/retraining';
import { formatInstant } from '../../src/domain/windows';
import * as remote from '../remote-steps';
import type { OpenGate } from './open-gate';

/** A proposal with the policy it is to be decided under. */
export interface PreparedProposal extends RetrainingProposal {
  retraining: Awaited<ReturnType<typeof remote.assessRetraining>>['retraining'];
}

/**
 * Writes the dataset before the decision, so that what is approved is what is trained; null while the loop's rule does
 * not hold, or when this very dataset was decided on before.
 */
export async function prepareProposal(gate: OpenGate, pending: RoundProposal): Promise<PreparedProposal | null> {
  const { loop, configRef } = pending;
  const { due, because, retraining } = await gate.step('assessRetraining', () =>
    remote.assessRetraining({ loop, configRef, proposal: pending }),
  );
  if (!due) return null;
  const dataset = await gate.step('writeDataset', () =>
    remote.writeDataset({ loop, configRef, proposal: pending, because }),
  );
  if (dataset.digest === gate.status.lastDecision?.digest) return null;
  const { required, timeoutMs } = retraining.approval;
  const expiresAt = required ? formatInstant(Date.now() + timeoutMs) : null;
  return { ...dataset, expiresAt, retraining };
}
