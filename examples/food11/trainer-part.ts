import { Connection } from '@temporalio/client';
import type { PartPlan } from '../../src/stack/part';
import { leastPrivilege } from '../../src/stack/privileges';
import { trainerFolder } from './repository';

/** As the loop file says. */
const TRAINING_QUEUE = 'annoloop-training';

/** What the trainer and the predictor need, and nothing else of ours. Holds secrets. */
export function trainerEnvironment(stack: Readonly<Record<string, string>>, models: string): Record<string, string> {
  return {
    ...stack,
    PATH: process.env.PATH ?? '',
    FOOD11_MODEL_BUCKET: models,
    FOOD11_TASK_QUEUE: TRAINING_QUEUE,
    PYTHONDONTWRITEBYTECODE: '1', // the repository stays as it is
  };
}

/** The Python worker as a part of the stack, started and stopped with it. */
export async function trainerPart(
  python: string,
  stack: Readonly<Record<string, string>>,
  models: string,
): Promise<PartPlan> {
  const folder = trainerFolder();
  const { user } = await leastPrivilege([folder, python]);
  return {
    name: 'trainer',
    title: 'Trainer (Python)',
    address: `task queue ${TRAINING_QUEUE}`,
    healthUrl: null,
    command: python,
    args: ['-m', 'food11_trainer', 'worker'],
    environment: trainerEnvironment(stack, models),
    folder,
    user,
    isHealthy: () => isPolled(stack.TEMPORAL_ADDRESS ?? '', stack.TEMPORAL_NAMESPACE ?? 'default'),
    startTimeoutMs: 60_000,
    stopTurn: 1,
    stopTimeoutMs: 10_000,
  };
}

async function isPolled(address: string, namespace: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: TRAINING_QUEUE },
      taskQueueType: 2, // TASK_QUEUE_TYPE_ACTIVITY
    });
    return (pollers ?? []).length > 0;
  } finally {
    await connection.close();
  }
}
