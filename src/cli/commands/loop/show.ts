import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { trainedModels } from '../../../lineage/trained-models';
import { newestEstimate } from '../../../loops/round-records';
import { skippedTicks } from '../../../loops/skipped-ticks';
import { listOpenRounds } from '../../../temporal/open-rounds';
import { gateStatus } from '../../../temporal/operate-gate';
import { findLoop } from '../../../temporal/schedules';
import { NoWorkerAnswered } from '../../../temporal/worker-deadline';
import { storedLoops } from '../../open-loop';
import { say, sayJson } from '../../output';
import { readLedger } from '../../read-ledger';
import { describeLoop, type LoopSight } from '../../show/loop';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

export function registerLoopShow(loop: Command): void {
  withTemporalFlags(
    loop
      .command('show')
      .description('where a loop stands: its Schedule, open rounds, what waits for a decision, last estimate and model')
      .argument('<loop>', "the loop's name")
      .option('--json', 'print the result as JSON'),
  ).action(show);
}

async function show(loop: string, flags: TemporalFlags & { json?: boolean }): Promise<void> {
  const sight = await withTemporal(flags, (client) => look(client, loop));
  if (flags.json) sayJson(sight);
  else say(describeLoop(sight));
}

async function look(client: Client, name: string): Promise<LoopSight> {
  const { ticks, ...loop } = await findLoop(client, name);
  const openLoop = await storedLoops();
  const [openRounds, gate, { read, unreadable }] = await Promise.all([
    listOpenRounds(client, name),
    askGate(client, name),
    readLedger(
      () => openLoop(loop.configRef),
      async (ledger) => {
        const estimate = await newestEstimate(ledger);
        return {
          skippedTicks: await skippedTicks(ledger, ticks),
          estimate: estimate && inBrief(estimate),
          model: (await trainedModels(ledger)).at(-1) ?? null,
        };
      },
    ),
  ]);
  return { ...loop, openRounds, ...gate, ...(read ?? { skippedTicks: null, estimate: null, model: null }), unreadable };
}

/** That nobody serves the gate now is no reason to hide the rest. */
async function askGate(client: Client, loop: string): Promise<Pick<LoopSight, 'gate' | 'unanswered'>> {
  try {
    return { gate: await gateStatus(client, loop), unanswered: null };
  } catch (error) {
    if (!(error instanceof NoWorkerAnswered)) throw error;
    return { gate: null, unanswered: error.message };
  }
}

const inBrief = ({ round, window, version, accuracy, sufficient }: NonNullable<LoopSight['estimate']>) => ({
  round,
  window,
  version,
  accuracy,
  sufficient,
});
