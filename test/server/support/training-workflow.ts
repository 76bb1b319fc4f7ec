import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { MainActivities } from '../../../src/contracts/activities';
import type { TrainingRequest, TrainingResult } from '../../../src/contracts/retraining';

/** The part of the gate that asks a trainer behind HTTP. */
export async function askTrainer(input: {
  request: TrainingRequest;
  url: string;
  activityId: string;
}): Promise<TrainingResult> {
  const { requestTraining } = proxyActivities<Pick<MainActivities, 'requestTraining'>>({
    taskQueue: workflowInfo().taskQueue,
    activityId: input.activityId,
    startToCloseTimeout: '1m',
    retry: { initialInterval: '1s', backoffCoefficient: 1, maximumAttempts: 3 },
  });
  return requestTraining({ request: input.request, url: input.url });
}
