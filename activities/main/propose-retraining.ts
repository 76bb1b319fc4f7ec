import type { MainActivities } from '../../src/contracts/activities';
import type { Dependencies } from '../dependencies';

/** Puts a round's references before the loop's gate, which is started if it does not run. Proposing twice is proposing once. */
export function proposeRetraining({ rounds }: Dependencies): MainActivities['proposeRetraining'] {
  return async ({ proposal }) => ({ gate: await rounds.propose(proposal) });
}
