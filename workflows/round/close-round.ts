import type { ClaimResult, RoundOutcome } from '../../src/contracts/activities';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';
import type { RoundResult } from './round-input';

/** Writes down how the round ended; nothing amends it afterwards. */
export async function closeRound(
  round: OpenRound,
  ending: RoundOutcome | Exclude<ClaimResult, { kind: 'claimed' }>,
): Promise<RoundResult> {
  await remote.closeRound({ ...round.scope, outcome: outcomeOf(ending) });
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
