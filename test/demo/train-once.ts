import { proxyActivities } from '@temporalio/workflow';
import type { TrainingRequest, TrainingResult } from '../../src/contracts/retraining';

interface Trainer {
  train_model(request: TrainingRequest): Promise<TrainingResult>;
}

/** Calls the trainer as the gate does: an activity on another task queue. */
export async function trainOnce(request: TrainingRequest, taskQueue: string): Promise<TrainingResult> {
  const { train_model } = proxyActivities<Trainer>({
    taskQueue,
    startToCloseTimeout: '1m',
    heartbeatTimeout: '10s',
    retry: { maximumAttempts: 2 },
  });
  return train_model(request);
}
