import type { MainActivities } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import { BucketMissing } from '../../src/object-store/errors';
import { sharedCancellation } from '../cancellation';
import { removeNoisyStrays } from '../data/filing/remove-noisy-strays';
import { removeStrays } from '../data/filing/remove-strays';
import type { Dependencies } from '../dependencies';

/** Writes `closed.json`: the round has ended, and how. No stray copy outlives it. */
export function closeRound({ openLoop, store }: Dependencies): MainActivities['closeRound'] {
  return async ({ configRef, round, outcome }) => {
    const { config, ledger } = await openLoop(configRef);
    const parts = { store, ledger, signal: sharedCancellation() };
    try {
      await removeStrays(parts, round);
      await removeNoisyStrays(parts, config, round);
    } catch (error) {
      // A round may be given up because a bucket is gone, and with it whatever lay there.
      if (outcome.kind !== 'abandoned' || !(error instanceof BucketMissing)) throw error;
    }
    const { ref } = await ledger.createJson(ledgerKeys.closed(round), { round, outcome });
    return { closed: ref };
  };
}
