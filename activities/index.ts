import type { DataActivities, LabelStudioActivities, MainActivities } from '../src/contracts/activities';
import { withBeats } from './beating';
import { assessRetraining } from './data/assess-retraining';
import { copyNoisy } from './data/copy-noisy';
import { copyObjects } from './data/copy-objects';
import { deleteSources } from './data/delete-sources';
import { drawItems } from './data/draw-items';
import { estimateAccuracy } from './data/estimate-accuracy';
import { planNoisy } from './data/plan-noisy';
import { recordFiling, recordNoisy } from './data/record-filing';
import { resolveLabels } from './data/resolve-labels';
import { takeCensus } from './data/take-census';
import { writeDataset } from './data/write-dataset';
import { writeReport } from './data/write-report';
import type { Dependencies } from './dependencies';
import { withFailures } from './failures';
import { createLabelStudioActivities } from './label-studio';
import { claimWindow } from './main/claim-window';
import { closeRound } from './main/close-round';
import { proposeRetraining } from './main/propose-retraining';
import { recordRetraining } from './main/record-retraining';
import { createRequestTraining } from './main/request-training';
import { onFitStore } from './on-fit-store';

/** All activities, by the task queue that serves them; errors of the ports leave as Temporal failures. */
export interface Activities {
  main: MainActivities;
  data: DataActivities;
  labelStudio: LabelStudioActivities;
}

export function createActivities(deps: Dependencies): Activities {
  return {
    main: withFailures<MainActivities>(
      {
        // The first step of a round: nothing is claimed, and nobody has worked yet, where it could not file what it moves.
        claimWindow: onFitStore(deps, 'deletes', claimWindow(deps)),
        proposeRetraining: proposeRetraining(deps),
        closeRound: closeRound(deps),
        requestTraining: createRequestTraining(deps),
        recordRetraining: recordRetraining(deps),
      },
      deps.redact,
    ),
    data: withFailures<DataActivities>(
      withBeats({
        takeCensus: onFitStore(deps, 'writes', takeCensus(deps)),
        drawItems: onFitStore(deps, 'writes', drawItems(deps)),
        resolveLabels: onFitStore(deps, 'writes', resolveLabels(deps)),
        copyObjects: onFitStore(deps, 'writes', copyObjects(deps)),
        recordFiling: onFitStore(deps, 'writes', recordFiling(deps)),
        deleteSources: onFitStore(deps, 'deletes', deleteSources(deps)),
        planNoisy: onFitStore(deps, 'writes', planNoisy(deps)),
        copyNoisy: onFitStore(deps, 'writes', copyNoisy(deps)),
        recordNoisy: onFitStore(deps, 'writes', recordNoisy(deps)),
        estimateAccuracy: onFitStore(deps, 'writes', estimateAccuracy(deps)),
        writeReport: onFitStore(deps, 'writes', writeReport(deps)),
        assessRetraining: onFitStore(deps, 'writes', assessRetraining(deps)),
        writeDataset: onFitStore(deps, 'writes', writeDataset(deps)),
      }),
      deps.redact,
    ),
    labelStudio: createLabelStudioActivities(deps),
  };
}
