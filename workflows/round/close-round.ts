import { ActivityFailure, isCancellation, patched } from '@temporalio/workflow';
import type { ClaimResult, RoundOutcome } from '../../src/contracts/activities';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';
import type { RoundResult } from './round-input';

/**
 * Writes down how the round ended; nothing amends it afterwards. What keeps that from being written parks the round like
 * any other step; an operator who gives it up then ends it as abandoned. Where even that cannot be written, since the
 * ledger's bucket or the configuration is gone, the round ends all the same, and its result says what the ledger cannot.
 */
export async function closeRound(
  round: OpenRound,
  ending: RoundOutcome | Exclude<ClaimResult, { kind: 'claimed' }>,
): Promise<RoundResult> {
  const write = () => remote.closeRound({ ...round.scope, outcome: outcomeOf(ending) });
  // A round that was abandoned takes no step any more.
  const unrecorded = ending.kind === 'abandoned' ? await whyNot(write) : null;
  if (ending.kind !== 'abandoned') await round.step('closeRound', write);
  round.enter('closed');
  return {
    outcome: ending.kind,
    headline: ending.kind === 'completed' ? ending.headline : null,
    ...(unrecorded !== null && { unrecorded: `the ledger does not say that this round was abandoned: ${unrecorded}` }),
  };
}

/** What keeps the end of an abandoned round from being written; null where it is. */
async function whyNot(write: () => Promise<unknown>): Promise<string | null> {
  try {
    await write();
    return null;
  } catch (error) {
    // Before, the round failed here.
    if (!(error instanceof ActivityFailure) || isCancellation(error) || !patched('abandoned-unrecorded')) throw error;
    return error.cause?.message ?? error.message;
  }
}

function outcomeOf(ending: RoundOutcome | Exclude<ClaimResult, { kind: 'claimed' }>): RoundOutcome {
  switch (ending.kind) {
    case 'nothing-new':
      return { kind: 'nothing-new' };
    case 'skipped':
      return { kind: 'skipped', openRounds: ending.openRounds };
    default:
      return ending;
  }
}
