import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { decideRetrainingUpdate, gateStatusQuery } from '../../workflows/messages';
import type { DecisionMessage } from '../contracts/retraining';
import type { GateStatus } from '../contracts/status';
import { gateId } from '../domain/workflow-ids';
import { operate } from './operate-round';

/** Where the loop's gate stands; null where it was never started: no round has proposed anything yet. @throws NoWorkerAnswered */
export async function gateStatus(client: Client, loop: string): Promise<GateStatus | null> {
  const handle = client.workflow.getHandle(gateId(loop));
  try {
    if ((await handle.describe()).status.name !== 'RUNNING') return null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
  return operate(client, gateId(loop), () => handle.query(gateStatusQuery));
}

/** Decides on what waits, by its whole digest. @throws NotRunning, OperationRefused, NoWorkerAnswered */
export async function decideRetraining(
  client: Client,
  loop: string,
  message: DecisionMessage & { decision: 'approve' | 'reject' },
): Promise<string> {
  return operate(client, gateId(loop), () =>
    client.workflow.getHandle(gateId(loop)).executeUpdate(decideRetrainingUpdate, { args: [message] }),
  );
}
