import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../../activities';
import type { Dependencies } from '../../activities/dependencies';
import type { TemporalSettings } from '../config/environment/temporal';
import { DATA_QUEUE, LABEL_STUDIO_QUEUE, MAIN_QUEUE } from '../contracts/task-queues';
import { dataConverter } from '../temporal/data-converter';
import { temporalLogger } from './temporal-logger';
import { workflowSource } from './workflow-source';

export const QUEUES = ['main', 'data', 'label-studio'] as const;
export type Queue = (typeof QUEUES)[number];

export interface WorkerSettings {
  temporal: TemporalSettings;
  /** The queues this process serves: all three, unless more processes share the load. */
  queues: readonly Queue[];
  /** `host:port` to serve Temporal's Prometheus metrics at; null: nowhere. */
  metrics: string | null;
}

/** Label Studio's single process answers some ten requests a second; more at once only queue up there. */
const LABEL_STUDIO_CALLS = { maxConcurrentActivityTaskExecutions: 4, maxTaskQueueActivitiesPerSecond: 10 };
/** Each data activity reads or copies tens of objects side by side: a few of them fill a core and the memory. */
const DATA_STEPS = { maxConcurrentActivityTaskExecutions: 6 };
/** After a worker died, its rounds and gates wait for it this long, and answer no operator; Temporal's own default is ten seconds. */
const STICKY_WAIT = '3s';
/** A batch in flight is finished or, after this, cancelled and taken up by the next worker. */
const SHUTDOWN_GRACE = '20s';

/** Serves the task queues until `signal` aborts, then lets activities in flight finish. Rejects when a worker fails. */
export async function runWorkers(
  settings: WorkerSettings,
  dependencies: Dependencies,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  installRuntime(settings.metrics, logger);
  const { connectionOptions, namespace, payloadKeys } = settings.temporal;
  const connection = await NativeConnection.connect(connectionOptions);
  try {
    const activities = createActivities(dependencies);
    const options: Record<Queue, WorkerOptions> = {
      main: {
        taskQueue: MAIN_QUEUE,
        activities: activities.main,
        stickyQueueScheduleToStartTimeout: STICKY_WAIT,
        ...(await workflowSource(payloadKeys.length > 0)),
      },
      data: { taskQueue: DATA_QUEUE, activities: activities.data, ...DATA_STEPS },
      'label-studio': { taskQueue: LABEL_STUDIO_QUEUE, activities: activities.labelStudio, ...LABEL_STUDIO_CALLS },
    };
    const workers = await Promise.all(
      settings.queues.map((queue) =>
        Worker.create({
          connection,
          namespace,
          shutdownGraceTime: SHUTDOWN_GRACE,
          dataConverter: dataConverter(payloadKeys),
          ...options[queue],
        }),
      ),
    );
    logger.info({ queues: settings.queues, namespace }, 'worker is ready');
    await runUntil(workers, signal);
  } finally {
    await connection.close();
  }
}

/** When one worker fails, the others stop too: half a worker would look well and do nothing. */
async function runUntil(workers: readonly Worker[], signal: AbortSignal): Promise<void> {
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const runs = workers.map((worker) => worker.run().finally(stop));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const ends = await Promise.allSettled(runs);
  signal.removeEventListener('abort', stop);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

function installRuntime(metrics: string | null, logger: Logger): void {
  Runtime.install({
    logger: temporalLogger(logger),
    shutdownSignals: [],
    ...(metrics && {
      telemetryOptions: {
        metrics: {
          prometheus: {
            bindAddress: metrics,
            unitSuffix: true,
            countersTotalSuffix: true,
            useSecondsForDurations: true,
          },
        },
      },
    }),
  });
}
