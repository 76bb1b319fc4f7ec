import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes';
import { eventually } from './eventually';
import { stack } from './stack';

export { eventually };

/** A namespace of its own, so that test files can run side by side although the task queues have fixed names. */
export interface TestNamespace {
  client: Client;
  namespace: string;
  /** `host:port` of its server. */
  address: string;
  close(): Promise<void>;
}

const temporalDay = msToTs('1 day');

/** @param address of another server than the stack's */
export async function freshNamespace(address = stack.temporal.address): Promise<TestNamespace> {
  const connection = await Connection.connect({ address });
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: temporalDay,
  });
  const client = new Client({ connection, namespace });
  // The server's caches learn of a new namespace, and then of its search attributes, within seconds.
  await eventually(() => ensureSearchAttributes(client));
  await eventually(async () => void (await client.workflow.count(`AnnoloopLoop = 'none'`)));
  return { client, namespace, address, close: () => connection.close() };
}
