import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { Decision } from '../../src/contracts/retraining';
import type { OpenGate } from './open-gate';
import type { PreparedProposal } from './prepare-proposal';

/** The decision on this proposal; null when a newer one supersedes it undecided. Without a decision in time it expires. */
export async function decide(gate: OpenGate, proposal: PreparedProposal): Promise<Decision | null> {
  const { retraining, ...shown } = proposal;
  if (!retraining.approval.required) return decided(proposal, 'approve', 'rule');

  gate.enter('deciding', { proposal: shown, refused: null });
  const left = Math.max(0, Date.parse(proposal.expiresAt ?? '') - Date.now());
  const expiry = new CancellationScope();
  const expired = expiry.run(() => sleep(left, { summary: 'without a decision it expires' }));
  await Promise.race([condition(() => gate.decision() !== null || gate.hasProposal()), expired]);
  expiry.cancel();
  await expired.catch(() => undefined);
  return gate.decision() ?? (gate.hasProposal() ? null : decided(proposal, 'expire', 'timeout'));
}

const decided = ({ digest }: PreparedProposal, verdict: Decision['verdict'], by: string): Decision => ({
  digest,
  verdict,
  by,
  at: new Date().toISOString(),
  comment: null,
});
