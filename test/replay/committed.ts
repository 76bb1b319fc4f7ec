import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReplayHistoriesIterable, Worker, type WorkflowBundleOption } from '@temporalio/worker';

/** Histories of real runs, `VERSION/WORKFLOW-what-happened.json`; those of old versions are kept. */
export const FOLDER = join(__dirname, '..', 'histories');

export interface Recorded {
  events: {
    eventType: string;
    workflowExecutionStartedEventAttributes?: { workflowId: string };
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
    workflowExecutionSignaledEventAttributes?: { signalName: string };
    workflowExecutionUpdateAcceptedEventAttributes?: { acceptedRequest: { input: { name: string } } };
  }[];
}

/** `VERSION/NAME.json` of each. */
export const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .sort();

export const read = (file: string): Recorded => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** Replays histories; the error of each that failed, by its name. */
export async function replayAll(
  workflowBundle: WorkflowBundleOption,
  histories: Record<string, Recorded>,
): Promise<Record<string, Error>> {
  const failed: Record<string, Error> = {};
  const names = Object.keys(histories);
  const given: ReplayHistoriesIterable = Object.values(histories).map((history) => ({
    workflowId: history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '',
    history,
  }));
  let at = 0;
  // Results come in the order of what was given.
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, given)) {
    const name = names[at++] ?? '';
    if (error) failed[name] = error;
  }
  if (at !== names.length) throw new Error(`${at} of ${names.length} histories were replayed`);
  return failed;
}
