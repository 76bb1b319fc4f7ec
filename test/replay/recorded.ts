import type { History } from '@temporalio/common/lib/proto-utils';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';

/**
 * A history as it is committed: on one line, and without what tells of the machine it was recorded on, who served it
 * and where in our code a failure arose. None of that takes part in a replay.
 */
export function recordedHistory(history: History): string {
  const without = (name: string, value: unknown): unknown => {
    // Of a worker, and of the queue that it alone serves: its process and its machine.
    if (name === 'identity' || (typeof value === 'string' && /^\d+@/.test(value))) return 'worker';
    return name === 'stackTrace' || name === 'historySizeBytes' ? undefined : value;
  };
  return `${JSON.stringify(JSON.parse(historyToJSON(history)), without)}\n`;
}
