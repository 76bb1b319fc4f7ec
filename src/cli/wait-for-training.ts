import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { RetrainingRecord } from '../contracts/retraining';
import { gateId } from '../domain/workflow-ids';
import { listRetrainings } from '../loops/retraining-records';
import { gateStatus } from '../temporal/operate-gate';
import { EXIT } from './exit-codes';
import { CommandFailure } from './failure';
import { openLoopNamed } from './open-loop';
import { describeBlockage } from './show/round-status';

const LOOK_EVERY_MS = 1_000;

/**
 * Waits until the training of an approved dataset has been recorded, as long as it takes.
 * @throws CommandFailure with exit code `blocked` when the gate is parked
 */
export async function waitForTraining(client: Client, loop: string, digest: string): Promise<RetrainingRecord> {
  const { ledger } = await openLoopNamed(client, loop);
  for (;;) {
    const status = await gateStatus(client, loop);
    if (status?.blockage) {
      throw new CommandFailure(
        `the training of ${digest.slice(0, 12)} is parked`,
        describeBlockage(status.blockage, gateId(loop)),
        EXIT.blocked,
      );
    }
    const busy = status?.phase === 'training' || (status?.phase === 'deciding' && status.proposal?.digest === digest);
    if (!busy) {
      const found = (await listRetrainings(ledger)).findLast(({ record }) => record.decision.digest === digest);
      if (found) return found.record;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The model that came of it, with its metrics, or why none did. */
export function describeTraining({ result, failure, number }: RetrainingRecord): string {
  if (failure !== null) return `No model: ${failure}`;
  if (result === null) return `Recorded as retraining ${number}; its trainer does not answer with a model.`;
  const metrics = Object.entries(result.metrics).map(([name, value]) => `${name} ${value ?? 'unknown'}`);
  const model = result.model && `s3://${result.model.bucket}/${result.model.key}`;
  return [`Model ${result.modelVersion}${model ? ` (${model})` : ''}`, ...metrics.map((line) => `  ${line}`)].join(
    '\n',
  );
}
