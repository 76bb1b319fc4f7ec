import type { DataActivities } from '../../src/contracts/activities';
import { judgeRule } from '../../src/domain/retraining-rule';
import { ensureRegistry } from '../../src/loops/class-registry';
import type { Dependencies } from '../dependencies';
import { datasetChanges, newLabelsIn } from './dataset/dataset-changes';
import { gatherDataset } from './dataset/gather-dataset';

/** Whether the loop's rule for retraining holds, and the sentence that says why. */
export function assessRetraining({ openLoop }: Dependencies): DataActivities['assessRetraining'] {
  return async ({ configRef, proposal }) => {
    const loop = await openLoop(configRef);
    const { config, ledger } = loop;
    const { registry } = await ensureRegistry(ledger, config.classes);
    const newLabels = newLabelsIn(await datasetChanges(ledger, await gatherDataset(loop, registry)));
    const { due, because } = judgeRule(config.retraining.when, { newLabels, headline: proposal.headline });
    return { due, because, newLabels, retraining: config.retraining };
  };
}
