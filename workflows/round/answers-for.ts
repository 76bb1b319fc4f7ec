import { CancellationScope, condition } from '@temporalio/workflow';
import * as remote from '../remote-steps';
import type { OpenRound } from './open-round';
import type { Asked } from './round-tail';

/** After this many, signals no longer cut the wait short: each costs some twelve events, and polling goes on anyway. */
const WAKE_UPS = 10;

/** Waits until enough is answered, the deadline passes or an operator wants to go on. Costs no history while it waits. */
export async function answersFor(round: OpenRound, asked: Asked): Promise<void> {
  round.enter('waiting');
  for (;;) {
    const seen = round.wakeUps();
    const look = new CancellationScope();
    const answered = look.run(() => round.step('awaitAnswers', () => awaitAnswers(round, asked)));
    const woken = condition(() => round.wakeUps() > seen && (seen < WAKE_UPS || round.wantsToCollect()));

    const outcome = await Promise.race([answered, woken.then(() => null)]);
    if (outcome) {
      round.enter('collecting', { answers: outcome.counts });
      return;
    }
    look.cancel();
    await answered.catch(() => undefined);
  }
}

function awaitAnswers(round: OpenRound, { claim, projects }: Asked) {
  return remote.awaitAnswers({
    ...round.scope,
    projects,
    until: claim.policy.until,
    // A deadline that has passed means: look once and go on.
    deadline: round.wantsToCollect() ? claim.claimedAt : (round.status.deadline ?? claim.claimedAt),
    pollMs: claim.policy.pollMs,
    openedAt: claim.claimedAt,
  });
}
