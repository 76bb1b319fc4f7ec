import type { ScheduleDescription, ScheduleOptions } from '@temporalio/client';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { ConfigRef } from '../contracts/artifact';
import type { LoopConfig, ScheduleConfig } from '../contracts/loop-config';
import { LOOP_ATTRIBUTE } from '../contracts/search-attributes';
import { MAIN_QUEUE } from '../contracts/task-queues';
import { canonicalJson } from '../domain/canonical-json';
import { roundIdPrefix, scheduleId } from '../domain/workflow-ids';

type LoopSchedule = ScheduleOptions & { policies: { overlap: ScheduleOverlapPolicy; catchupWindow: number } };

/** Temporal's least catch-up window. */
const LEAST_CATCHUP_MS = 10_000;
/** What a cron expression's interval is taken to be: it only says how late a tick may still start. */
const CRON_CATCHUP_MS = 86_400_000;

/** The Schedule of a loop: what starts its rounds, with which configuration, and when. */
export function loopSchedule({ name, schedule }: LoopConfig, configRef: ConfigRef): LoopSchedule {
  const typedSearchAttributes = [{ key: LOOP_ATTRIBUTE, value: name }];
  return {
    scheduleId: scheduleId(name),
    spec:
      schedule.kind === 'interval'
        ? { intervals: [{ every: schedule.everyMs, offset: schedule.offsetMs }] }
        : // The comment keeps the expression readable: the server takes it apart into a calendar.
          { cronExpressions: [`${schedule.cron} # ${schedule.cron}`], timezone: schedule.timezone },
    action: {
      type: 'startWorkflow',
      workflowType: 'annotationRound',
      workflowId: roundIdPrefix(name),
      taskQueue: MAIN_QUEUE,
      args: [{ loop: name, configRef }],
      memo: { configRef },
      typedSearchAttributes,
      staticSummary: `a round of ${name}`,
    },
    policies: {
      // Rounds wait for people for days: the next one must not wait for them. `maxOpenRounds` is the limit.
      overlap: ScheduleOverlapPolicy.ALLOW_ALL,
      // After an outage one missed tick is made up for: its window takes in what all of them would have.
      catchupWindow: schedule.kind === 'interval' ? Math.max(schedule.everyMs, LEAST_CATCHUP_MS) : CRON_CATCHUP_MS,
    },
    typedSearchAttributes,
  };
}

/** Whether a Schedule is this one already; pause, note and history are the operator's and do not count. */
export function isSchedule(present: ScheduleDescription, wanted: LoopSchedule, config: ScheduleConfig): boolean {
  const { workflowType, workflowId, taskQueue, args, memo, staticSummary } = present.action;
  const { action } = wanted;
  return (
    canonicalJson({ workflowType, workflowId, taskQueue, args, memo, staticSummary }) ===
      canonicalJson({
        workflowType: action.workflowType,
        workflowId: action.workflowId,
        taskQueue: action.taskQueue,
        args: action.args,
        memo: action.memo,
        staticSummary: action.staticSummary,
      }) &&
    present.policies.overlap === wanted.policies.overlap &&
    present.policies.catchupWindow === wanted.policies.catchupWindow &&
    isSpec(present.spec, config)
  );
}

function isSpec({ intervals = [], calendars = [], timezone }: ScheduleDescription['spec'], config: ScheduleConfig) {
  if (config.kind === 'interval') {
    const [interval] = intervals;
    return (
      intervals.length === 1 &&
      calendars.length === 0 &&
      interval?.every === config.everyMs &&
      interval.offset === config.offsetMs
    );
  }
  const [calendar] = calendars;
  return (
    intervals.length === 0 &&
    calendars.length === 1 &&
    calendar?.comment === config.cron &&
    timezone === config.timezone
  );
}
