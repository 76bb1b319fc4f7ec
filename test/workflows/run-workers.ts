import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { DATA_QUEUE, LABEL_STUDIO_QUEUE, MAIN_QUEUE } from '../../src/contracts/task-queues';
import { stack } from '../setup/stack';

export interface RunningWorkers {
  stop(): Promise<void>;
}

let runtimeInstalled = false;

/**
 * Serves the three task queues (and more) of a namespace with the given activities and the real workflows.
 * @param address of another server than the stack's
 */
export async function runWorkers(
  namespace: string,
  activities: object,
  more: string[] = [],
  address = stack.temporal.address,
): Promise<RunningWorkers> {
  if (!runtimeInstalled) Runtime.install({ logger: new DefaultLogger('ERROR') });
  runtimeInstalled = true;
  const connection = await NativeConnection.connect({ address });
  const codePath = stack.workflowBundle;
  const common = { connection, namespace, activities, stickyQueueScheduleToStartTimeout: '2s' };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: MAIN_QUEUE, workflowBundle: { codePath } }),
    ...[DATA_QUEUE, LABEL_STUDIO_QUEUE, ...more].map((taskQueue) => Worker.create({ ...common, taskQueue })),
  ]);
  const runs = workers.map((worker) => worker.run());
  return {
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(runs);
      await connection.close();
    },
  };
}
