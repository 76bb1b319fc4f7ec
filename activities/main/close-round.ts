import type { MainActivities } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import type { Dependencies } from '../dependencies';

/** Writes `closed.json`: the round has ended, and how. */
export function closeRound({ openLoop }: Dependencies): MainActivities['closeRound'] {
  return async ({ configRef, round, outcome }) => {
    const { ledger } = await openLoop(configRef);
    const { ref } = await ledger.createJson(ledgerKeys.closed(round), { round, outcome });
    return { closed: ref };
  };
}
