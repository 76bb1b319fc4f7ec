import { type Client, ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';

/** A server that is up answers within milliseconds. */
const SERVER_ANSWERS_WITHIN_MS = 3_000;

/** gRPC: CANCELLED is what a deadline of ours becomes, DEADLINE_EXCEEDED one of the server's. */
const RAN_OUT = new Set([1, 4]);

/** A query or an update found no worker: the server keeps it waiting for one. */
export class NoWorkerAnswered extends Error {
  override readonly name = 'NoWorkerAnswered';
  readonly remedy = 'Is `annoloop worker` running, with the same Temporal address and namespace?';

  constructor(what: string, seconds: number) {
    super(`${what}: no worker answered within ${seconds} s`);
  }
}

/**
 * Runs a query or an update under a deadline: without a worker both would block for as long as the client lets them. Where
 * nobody answered, the server is asked whether it does: only then it is the worker that is missing.
 * @param what said in the error, such as `round food11-round-…`
 * @throws NoWorkerAnswered, or a lost call
 */
export async function askWorker<T>(
  client: Client,
  what: string,
  deadlineMs: number,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + deadlineMs, ask);
  } catch (error) {
    if (!ranOut(error)) throw error;
    await client.connection.withDeadline(Date.now() + SERVER_ANSWERS_WITHIN_MS, () =>
      client.connection.workflowService.getSystemInfo({}),
    );
    throw new NoWorkerAnswered(what, Math.round(deadlineMs / 1000));
  }
}

function ranOut(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const cause = error instanceof ServiceError ? (error.cause as { code?: number } | undefined) : undefined;
  return cause?.code !== undefined && RAN_OUT.has(cause.code);
}
