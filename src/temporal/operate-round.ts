import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  abandonUpdate,
  collectNowSignal,
  type OperatorMessage,
  retryStepUpdate,
  roundStatusQuery,
} from '../../workflows/messages';
import { PHASE_ATTRIBUTE } from '../contracts/search-attributes';
import type { RoundPhase, RoundStatus } from '../contracts/status';
import { loopOfRound } from '../domain/workflow-ids';
import { askWorker } from './worker-deadline';

/** A worker that serves other rounds too answers a query or an update well within this. */
const DEADLINE_MS = 10_000;

/** No such workflow runs. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
  readonly remedy = '`annoloop round list LOOP` shows the rounds of a loop, and how those ended that are closed.';

  constructor(readonly workflowId: string) {
    super(`'${workflowId}' is not running: it has closed, was terminated, or never was`);
  }
}

/** The workflow looked at what was asked of it and said no; the message is its own. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly remedy =
    'Nothing was changed. `annoloop round show` says where a round stands, `annoloop approve` what waits.';
}

/** Where an open round stands. @throws NotRunning, NoWorkerAnswered */
export async function roundStatus(client: Client, round: string): Promise<RoundStatus> {
  const handle = client.workflow.getHandle(round);
  return operate(client, round, async () => {
    // A closed workflow would answer too, for as long as Temporal keeps it; what it says then lies in the ledger.
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') throw new NotRunning(round);
    return handle.query(roundStatusQuery);
  });
}

/** `blocked` too: a wait that is parked can be ended like this. */
const MAY_COLLECT: readonly (RoundPhase | undefined)[] = ['waiting', 'blocked'];

/**
 * Lets a round go on with the answers there are. A signal: it needs no worker to be up. A round that does not wait for
 * people would swallow it, or before its wait skip that. @throws NotRunning, OperationRefused
 */
export async function collectNow(client: Client, round: string, message: OperatorMessage): Promise<void> {
  const handle = client.workflow.getHandle(round);
  await operate(client, round, async () => {
    const { status, typedSearchAttributes } = await handle.describe();
    if (status.name !== 'RUNNING') throw new NotRunning(round);
    const phase = typedSearchAttributes.get(PHASE_ATTRIBUTE) as RoundPhase | undefined;
    if (loopOfRound(round) === null || !MAY_COLLECT.includes(phase)) {
      throw new OperationRefused(`'${round}' waits for nobody's answers now (phase ${phase ?? 'unknown'})`);
    }
    await handle.signal(collectNowSignal, message);
  });
}

/** Has a parked step of a round or a gate tried again; what it answered. @throws NotRunning, OperationRefused, NoWorkerAnswered */
export async function retryStep(client: Client, workflowId: string, message: OperatorMessage): Promise<string> {
  return operate(client, workflowId, () =>
    client.workflow.getHandle(workflowId).executeUpdate(retryStepUpdate, { args: [message] }),
  );
}

/** Gives up a round, or the parked retraining of a gate. @throws NotRunning, OperationRefused, NoWorkerAnswered */
export async function abandon(client: Client, workflowId: string, message: OperatorMessage): Promise<string> {
  return operate(client, workflowId, () =>
    client.workflow.getHandle(workflowId).executeUpdate(abandonUpdate, { args: [message] }),
  );
}

/** Turns what the client throws into what an operator can act on. */
export async function operate<T>(client: Client, workflowId: string, call: () => Promise<T>): Promise<T> {
  try {
    return await askWorker(client, workflowId, DEADLINE_MS, call);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new NotRunning(workflowId);
    if (error instanceof WorkflowUpdateFailedError) throw new OperationRefused(error.cause?.message ?? error.message);
    throw error;
  }
}
