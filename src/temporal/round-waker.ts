import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { answersArrivedSignal } from '../../workflows/messages';
import { LOOP_ATTRIBUTE, PHASE_ATTRIBUTE } from '../contracts/search-attributes';
import type { RoundPhase } from '../contracts/status';
import type { RoundWaker } from './port';

const WAITING: RoundPhase = 'waiting';
/** More rounds than may ever wait at once (`maxOpenRounds`); visibility answers in pages of it. */
const MOST_WAITING = 100;
/**
 * Each wake-up costs a round some ten events, and its history is to stay below 300 with 500 items; afterwards it goes on
 * looking by itself, as it does all along. The round itself ignores what comes after the tenth.
 */
const MOST_WAKE_UPS = 8;

/** Finds waiting rounds by their search attributes and wakes them by signal, which needs no worker to be up. */
export function temporalRoundWaker(client: Client): RoundWaker {
  return {
    async waiting(loop) {
      if (/["'\\]/.test(loop)) return [];
      const query = `WorkflowType = 'annotationRound' AND ExecutionStatus = 'Running' AND ${LOOP_ATTRIBUTE.name} = '${loop}' AND ${PHASE_ATTRIBUTE.name} = '${WAITING}'`;
      const rounds: string[] = [];
      for await (const { workflowId } of client.workflow.list({ query, pageSize: MOST_WAITING })) {
        rounds.push(workflowId);
        if (rounds.length === MOST_WAITING) break;
      }
      return rounds;
    },
    async wake(round) {
      try {
        const before = await wakeUpsOf(client, round);
        if (before >= MOST_WAKE_UPS) return false;
        await client.workflowService.signalWorkflowExecution({
          namespace: client.options.namespace,
          workflowExecution: { workflowId: round },
          signalName: answersArrivedSignal.name,
          identity: client.options.identity,
          // Temporal takes a request id once: servers side by side that saw the same history send one signal between them.
          requestId: `${answersArrivedSignal.name}-${before + 1}`,
        });
        return true;
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    },
  };
}

/** How often the round was woken by whatever server: its history is the one place that all of them share. */
async function wakeUpsOf(client: Client, round: string): Promise<number> {
  const { events } = await client.workflow.getHandle(round).fetchHistory();
  const woken = (events ?? []).filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === answersArrivedSignal.name,
  );
  return woken.length;
}

/** The handle says it by its own error, the service below it by gRPC's code 5. */
const isNotFound = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || (error instanceof Error && 'code' in error && error.code === 5);
