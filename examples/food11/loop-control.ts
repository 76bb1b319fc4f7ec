import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import type { Blockage, GateStatus, RoundStatus } from '../../src/contracts/status';
import { gateId, scheduleId } from '../../src/domain/workflow-ids';
import type { Addresses } from './addresses';

/** The loop as an operator's program sees it: its Schedule, its rounds, its gate. */
export interface LoopControl {
  /** Has the Schedule start a round now; returns the round's id. */
  trigger(signal: AbortSignal): Promise<string>;
  /** Looks at the round until `until` holds. @throws Error when it is parked or over before that */
  watchRound(round: string, until: (status: RoundStatus) => boolean, signal: AbortSignal): Promise<RoundStatus>;
  /** Looks at the gate until `until` holds. @throws Error when it is parked */
  watchGate(until: (status: GateStatus) => boolean, signal: AbortSignal): Promise<GateStatus>;
  close(): Promise<void>;
}

const LOOK_MS = 500;

export async function connectLoop(loop: string, addresses: Addresses): Promise<LoopControl> {
  const connection = await Connection.connect({ address: addresses.temporalAddress });
  const client = new Client({ connection, namespace: addresses.temporalNamespace });
  const schedule = client.schedule.getHandle(scheduleId(loop));
  const started = async (): Promise<string[]> =>
    (await schedule.describe()).info.recentActions.map(({ action }) => action.workflow.workflowId);

  /** Null while there is nothing that could answer yet. */
  const query = async <T>(workflowId: string, name: string): Promise<T | null> => {
    try {
      return await client.workflow.getHandle(workflowId).query<T>(name);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  };
  const watch = async <T extends { blockage: Blockage | null }>(
    workflowId: string,
    name: string,
    until: (status: T) => boolean,
    signal: AbortSignal,
  ): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      const status = await query<T>(workflowId, name);
      if (status !== null && until(status)) return status;
      if (status !== null && status.blockage !== null) throw parked(workflowId, status.blockage);
      await sleep(LOOK_MS, undefined, { signal });
    }
  };

  return {
    trigger: async (signal) => {
      const before = new Set(await started());
      await schedule.trigger();
      for (;;) {
        signal.throwIfAborted();
        const round = (await started()).find((id) => !before.has(id));
        if (round !== undefined) return round;
        await sleep(LOOK_MS, undefined, { signal });
      }
    },
    watchRound: (round, until, signal) => watch(round, 'roundStatus', until, signal),
    watchGate: (until, signal) => watch(gateId(loop), 'gateStatus', until, signal),
    close: () => connection.close(),
  };
}

const parked = (workflowId: string, { step, message, operator }: Blockage): Error =>
  new Error(`${workflowId} is parked at ${step}: ${message}\n${operator}`);
