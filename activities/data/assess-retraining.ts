import type { DataActivities } from '../../src/contracts/activities';
import { judgeRule } from '../../src/domain/retraining-rule';
import { ensureRegistry } from '../../src/loops/class-registry';
import type { Dependencies } from '../dependencies';
import { gatherDataset } from './dataset/gather-dataset';
import { newSinceLastModel } from './dataset/new-since-last-model';

/** Whether the loop's rule for retraining holds, and the sentence that says why. */
export function assessRetraining({ openLoop }: Dependencies): DataActivities['assessRetraining'] {
  return async ({ configRef, proposal }) => {
    const { config, ledger } = await openLoop(configRef);
    const { registry } = await ensureRegistry(ledger, config.classes);
    const newLabels = await newSinceLastModel(ledger, await gatherDataset(ledger, registry));
    const { due, because } = judgeRule(config.retraining.when, { newLabels, headline: proposal.headline });
    return { due, because, newLabels, retraining: config.retraining };
  };
}
