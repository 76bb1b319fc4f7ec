import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { answersArrivedSignal } from '../../workflows/messages';
import { LOOP_ATTRIBUTE, PHASE_ATTRIBUTE } from '../contracts/search-attributes';
import type { RoundPhase } from '../contracts/status';
import type { RoundWaker } from './port';

const WAITING: RoundPhase = 'waiting';
/** More rounds than may ever wait at once (`maxOpenRounds`); visibility answers in pages of it. */
const MOST_WAITING = 100;

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
        await client.workflow.getHandle(round).signal(answersArrivedSignal);
        return true;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
  };
}
