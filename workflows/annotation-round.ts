import { Abandoned } from './parking';
import { amendUntilClosed } from './round/amend-until-closed';
import { answersFor } from './round/answers-for';
import { claimWindow } from './round/claim-window';
import { closeRound } from './round/close-round';
import { conclude } from './round/conclude';
import { drawAndAsk } from './round/draw-and-ask';
import { type OpenRound, openRound } from './round/open-round';
import type { RoundInput, RoundResult } from './round/round-input';

/**
 * One round of a loop: claims a window, draws, asks people, concludes from what they say, and amends until it closes.
 * It waits as long as people need; what retrying cannot mend parks it for an operator.
 */
export async function annotationRound(input: RoundInput): Promise<RoundResult> {
  const round = openRound(input);
  try {
    return await round.unlessAbandoned(() => (input.tail ? amendUntilClosed(round, input.tail) : run(round)));
  } catch (error) {
    if (error instanceof Abandoned) {
      return closeRound(round, { kind: 'abandoned', by: error.by, reason: error.reason });
    }
    throw error;
  }
}

async function run(round: OpenRound): Promise<RoundResult> {
  const claim = await claimWindow(round);
  if (claim.kind !== 'claimed') return closeRound(round, claim);

  const asked = await drawAndAsk(round, claim);
  await answersFor(round, asked); // people work here, for days
  const concluded = await conclude(round, asked);

  return amendUntilClosed(round, { asked, concluded, noisyFiled: false });
}
