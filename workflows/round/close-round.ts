import type { ClaimResult, RoundOutcome } from '../../src/contracts/activities';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';
import type { RoundResult } from './round-input';

/**
 * Writes down how the round ended; nothing amends it afterwards. What keeps that from being written parks the round like
 * any other step; an operator who gives it up then ends it as abandoned.
 */
export async function closeRound(
  round: OpenRound,
  ending: RoundOutcome | Exclude<ClaimResult, { kind: 'claimed' }>,
): Promise<RoundResult> {
  const write = () => remote.closeRound({ ...round.scope, outcome: outcomeOf(ending) });
  // A round that was abandoned takes no step any more.
  await (ending.kind === 'abandoned' ? write() : round.step('closeRound', write));
  round.enter('closed');
  return { outcome: ending.kind, headline: ending.kind === 'completed' ? ending.headline : null };
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
