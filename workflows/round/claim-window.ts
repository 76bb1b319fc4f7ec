import { workflowInfo } from '@temporalio/workflow';
import type { ClaimResult } from '../../src/contracts/activities';
import { formatInstant } from '../../src/domain/windows';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';

/** The window this round is responsible for, unless there is nothing new or too many rounds still wait for people. */
export async function claimWindow(round: OpenRound): Promise<ClaimResult> {
  round.enter('claiming');
  const claim = await round.step('claimWindow', () =>
    remote.claimWindow({ ...round.scope, scheduledAt: scheduledStart() }),
  );
  if (claim.kind === 'claimed')
    round.enter('census', { window: claim.window, ...dates(claim.claimedAt, claim.policy) });
  return claim;
}

/** Absolute, and the same when a terminated round is started again: both count from the claim. */
export function dates(claimedAt: string, policy: { deadlineMs: number; closeMs: number }) {
  const from = Date.parse(claimedAt);
  return {
    deadline: formatInstant(from + policy.deadlineMs),
    closesAt: formatInstant(from + policy.closeMs),
  };
}

/** When the Schedule meant this round to start; null where it was started by hand. */
function scheduledStart(): string | null {
  const times: unknown = workflowInfo().searchAttributes.TemporalScheduledStartTime;
  const first: unknown = Array.isArray(times) ? times[0] : undefined;
  return first instanceof Date ? formatInstant(first.getTime()) : null;
}
