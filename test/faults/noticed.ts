import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time';
import type { Bench } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';

/** `PENDING_ACTIVITY_STATE_SCHEDULED`: nobody runs it. */
const SCHEDULED = 1;

/**
 * Has the server notice at once that workers are dead: it would take what they were doing for running until its heartbeat
 * timeout of minutes, which is tested in nothing but patience. An operator shortens it in the same way (`temporal
 * activity update-options`). Resolves when none of their attempts counts any more; timeouts are as before then.
 * @param workflows those that may have had something under way; their children are found
 * @returns how many milliseconds the server would at most have waited by itself
 */
export async function noticeDeath(
  bench: Bench,
  workflows: readonly string[],
  dead: readonly string[],
): Promise<number> {
  return Math.max(0, ...(await Promise.all(workflows.map((workflowId) => noticeIn(bench, workflowId, dead)))));
}

async function noticeIn(bench: Bench, workflowId: string, dead: readonly string[]): Promise<number> {
  const running = await describe(bench, workflowId);
  if (!running) return 0;
  const children = (running.pendingChildren ?? []).map((child) => child.workflowId ?? '');
  const held = (running.pendingActivities ?? []).filter(
    ({ state, lastWorkerIdentity }) => state !== SCHEDULED && dead.includes(lastWorkerIdentity ?? ''),
  );
  const waits = await Promise.all([
    noticeDeath(bench, children, dead),
    ...held.map(async ({ activityId, attempt, activityOptions }) => {
      const id = activityId ?? '';
      await setTimeouts(bench, workflowId, id, 'at once');
      await eventually(async () => {
        const now = (await describe(bench, workflowId))?.pendingActivities?.find((other) => other.activityId === id);
        if (now && now.state !== SCHEDULED && now.attempt === attempt) throw new Error(`${id} still counts as running`);
      });
      await setTimeouts(bench, workflowId, id, 'as before').catch(() => undefined); // it may have ended for good
      const { heartbeatTimeout, startToCloseTimeout } = activityOptions ?? {};
      const known = [heartbeatTimeout, startToCloseTimeout].map((timeout) => optionalTsToMs(timeout) ?? 0);
      return Math.min(...known.filter((ms) => ms > 0));
    }),
  ]);
  return Math.max(0, ...waits);
}

async function describe({ temporal: { client } }: Bench, workflowId: string) {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).raw;
  } catch {
    return null;
  }
}

async function setTimeouts(
  { temporal: { client, namespace } }: Bench,
  workflowId: string,
  id: string,
  to: 'at once' | 'as before',
): Promise<void> {
  const soon = msToTs('1 second');
  await client.workflowService.updateActivityOptions({
    namespace,
    execution: { workflowId },
    id,
    ...(to === 'as before'
      ? { restoreOriginal: true }
      : {
          activityOptions: { heartbeatTimeout: soon, startToCloseTimeout: soon },
          updateMask: { paths: ['heartbeat_timeout', 'start_to_close_timeout'] },
        }),
  });
}
