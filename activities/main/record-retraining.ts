import type { MainActivities } from '../../src/contracts/activities';
import type { RetrainingRecord } from '../../src/contracts/retraining';
import { ledgerKeys } from '../../src/domain/layout';
import { listRetrainings } from '../../src/loops/retraining-records';
import type { Dependencies } from '../dependencies';

/** Writes the next `retrainings/NNNN.json`. One decision is recorded once, however often this runs. */
export function recordRetraining({ openLoop }: Dependencies): MainActivities['recordRetraining'] {
  return async ({ loop, configRef, proposal, decision, result, failure }) => {
    const { config, ledger } = await openLoop(configRef);
    for (;;) {
      const records = await listRetrainings(ledger);
      const recorded = records.find(
        ({ record }) => record.decision.digest === decision.digest && record.decision.at === decision.at,
      );
      if (recorded) return { record: recorded.ref, number: recorded.record.number };

      const number = (records.at(-1)?.record.number ?? 0) + 1;
      const { kind } = config.retraining.trigger;
      const record: RetrainingRecord = { number, loop, proposal, decision, trigger: kind, result, failure };
      const { ref, created } = await ledger.createJson(ledgerKeys.retraining(number), record);
      if (created) return { record: ref, number };
    }
  };
}
