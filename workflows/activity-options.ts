import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { DATA_QUEUE, LABEL_STUDIO_QUEUE, MAIN_QUEUE } from '../src/contracts/task-queues';

/**
 * Retries of data steps have no limit in number or time: after its claim a round never dies of infrastructure. What
 * retrying cannot mend is raised as non-retryable and parks the round. A minute is the longest pause between looks,
 * so that an outage costs little more than its own length.
 */
const untilItWorks = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;

/** One small request or two, or a signal to another workflow. */
export const light: ActivityOptions = {
  taskQueue: MAIN_QUEUE,
  // A claim may have to read some hundred earlier claims.
  startToCloseTimeout: '2m',
  retry: untilItWorks,
};

/** Lists a whole source and reads the tags of a window: 10,000 listed and 700 read a second on one core. */
export const census: ActivityOptions = {
  taskQueue: DATA_QUEUE,
  // 100 million listed objects, or 20 million read tags; parts already written are not taken again.
  startToCloseTimeout: '8h',
  // A worker that died is noticed after a minute.
  heartbeatTimeout: '1m',
  retry: untilItWorks,
};

/** Reads and writes artifacts, reads or copies the objects of a batch. */
export const data: ActivityOptions = {
  taskQueue: DATA_QUEUE,
  // A batch of 100 objects of 5 GB each at 1 GB/s inside the store is under ten minutes.
  startToCloseTimeout: '30m',
  heartbeatTimeout: '1m',
  retry: untilItWorks,
};

/** Talks to Label Studio: a batch of tasks, or all answers of a round. */
export const labelStudio: ActivityOptions = {
  taskQueue: LABEL_STUDIO_QUEUE,
  // SQLite may sleep 3 + 6 + 12 … s inside a request when the database is locked.
  startToCloseTimeout: '15m',
  heartbeatTimeout: '2m',
  retry: untilItWorks,
};

/** Has Label Studio tell an ML backend to train. */
export const mlBackendTraining: ActivityOptions = {
  ...labelStudio,
  // Label Studio has no key by which a second START_TRAINING would be known for the same one: a person looks before it is sent again.
  retry: { maximumAttempts: 1 },
};

/**
 * Waiting for people: each attempt looks once and fails as pending, saying itself when to look next, so the whole wait
 * is one activity in the history.
 */
export const waiting: ActivityOptions = {
  taskQueue: LABEL_STUDIO_QUEUE,
  startToCloseTimeout: '1m',
  // The next look is named by the activity; this is for real failures. Looks count as attempts, so a growing interval
  // would be at its longest after the first failure.
  retry: { initialInterval: '10s', backoffCoefficient: 1 },
  // A look in flight need not be awaited when the round goes on.
  cancellationType: ActivityCancellationType.TRY_CANCEL,
};

/** Asks a trainer behind HTTP; it may answer days later by completing the activity, which beats until then. */
export const webhookTraining = (timeoutMs: number, activityId: string): ActivityOptions => ({
  taskQueue: MAIN_QUEUE,
  activityId,
  startToCloseTimeout: timeoutMs,
  scheduleToCloseTimeout: timeoutMs,
  // A worker that died while it asked, or while the trainer trains, is noticed after a minute: another one asks again.
  heartbeatTimeout: '1m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Calls a trainer that serves its own task queue, in any language. */
export const activityTraining = (
  taskQueue: string,
  timeoutMs: number,
  heartbeatMs: number,
  activityId: string,
): ActivityOptions => ({
  taskQueue,
  activityId,
  startToCloseTimeout: timeoutMs,
  heartbeatTimeout: heartbeatMs,
  // The only sign that no trainer is running: after an hour the gate parks and says so.
  scheduleToStartTimeout: '1h',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  // A training costs money: three tries, then a person looks.
  retry: { initialInterval: '30s', backoffCoefficient: 2, maximumAttempts: 3 },
});
