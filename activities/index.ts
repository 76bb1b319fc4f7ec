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
        claimWindow: claimWindow(deps),
        proposeRetraining: proposeRetraining(deps),
        closeRound: closeRound(deps),
        requestTraining: createRequestTraining(deps),
        recordRetraining: recordRetraining(deps),
      },
      deps.redact,
    ),
    data: withFailures<DataActivities>(
      withBeats({
        takeCensus: takeCensus(deps),
        drawItems: drawItems(deps),
        resolveLabels: resolveLabels(deps),
        copyObjects: copyObjects(deps),
        recordFiling: recordFiling(deps),
        deleteSources: deleteSources(deps),
        planNoisy: planNoisy(deps),
        copyNoisy: copyNoisy(deps),
        recordNoisy: recordNoisy(deps),
        estimateAccuracy: estimateAccuracy(deps),
        writeReport: writeReport(deps),
        assessRetraining: assessRetraining(deps),
        writeDataset: writeDataset(deps),
      }),
      deps.redact,
    ),
    labelStudio: createLabelStudioActivities(deps),
  };
}
