import type { Client } from '@temporalio/client';

/** Seconds from the first scheduling to the last completion of each activity and child workflow of a run, by name. */
export async function stepSeconds(client: Client, workflowId: string): Promise<Record<string, number>> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const names = new Map<string, string>();
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const event of events ?? []) {
    const at = Number(event.eventTime?.seconds ?? 0) + (event.eventTime?.nanos ?? 0) / 1e9;
    const name =
      event.activityTaskScheduledEventAttributes?.activityType?.name ??
      event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowType?.name;
    if (name) {
      names.set(String(event.eventId), name);
      if (!first.has(name)) first.set(name, at);
    }
    const scheduled =
      event.activityTaskCompletedEventAttributes?.scheduledEventId ??
      event.childWorkflowExecutionCompletedEventAttributes?.initiatedEventId;
    const ended = names.get(String(scheduled));
    if (ended) last.set(ended, at);
  }
  return Object.fromEntries([...last].map(([name, at]) => [name, at - (first.get(name) ?? at)]));
}
