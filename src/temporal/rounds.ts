import type { Client } from '@temporalio/client';
import { proposeRetrainingSignal } from '../../workflows/messages';
import type { RoundProposal } from '../contracts/retraining';
import { LOOP_ATTRIBUTE, PHASE_ATTRIBUTE } from '../contracts/search-attributes';
import { WAITING_PHASES } from '../contracts/status';
import { MAIN_QUEUE } from '../contracts/task-queues';
import { gateId } from '../domain/workflow-ids';
import { quoted } from './open-rounds';

/** Running rounds of a loop in which people still have to answer; as fresh as Temporal's visibility store. */
export async function countWaitingRounds(client: Client, loop: string, without: string): Promise<number> {
  const phases = WAITING_PHASES.map(quoted).join(', ');
  const { count } = await client.workflow.count(
    [
      `WorkflowType = 'annotationRound'`,
      `ExecutionStatus = 'Running'`,
      `${LOOP_ATTRIBUTE.name} = ${quoted(loop)}`,
      `${PHASE_ATTRIBUTE.name} IN (${phases})`,
      `WorkflowId != ${quoted(without)}`,
    ].join(' AND '),
  );
  return count;
}

/** Signal-with-start of the loop's gate; its workflow id. */
export async function proposeToGate(client: Client, proposal: RoundProposal): Promise<string> {
  const workflowId = gateId(proposal.loop);
  await client.workflow.signalWithStart('retrainingGate', {
    workflowId,
    taskQueue: MAIN_QUEUE,
    args: [{ loop: proposal.loop }],
    signal: proposeRetrainingSignal,
    signalArgs: [proposal],
    staticSummary: `decides about retraining ${proposal.loop}`,
    typedSearchAttributes: [{ key: LOOP_ATTRIBUTE, value: proposal.loop }],
  });
  return workflowId;
}
