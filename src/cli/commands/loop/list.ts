import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { ConfigRef } from '../../../contracts/artifact';
import type { Proportion } from '../../../contracts/proportion';
import type { OpenLoop } from '../../../loops/open-loop';
import { newestEstimate } from '../../../loops/round-records';
import { type SkippedTicks, skippedTicks } from '../../../loops/skipped-ticks';
import { countOpenRounds } from '../../../temporal/open-rounds';
import { listLoops, type ScheduledLoop } from '../../../temporal/schedules';
import { storedLoops } from '../../open-loop';
import { columns, say, sayJson, when } from '../../output';
import { readLedger } from '../../read-ledger';
import { describeMissedTicks } from '../../show/missed-ticks';
import { ACCURACY_MEANS, proportion } from '../../show/proportion';
import { describeSkippedTicks } from '../../show/skipped-ticks';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface ListedLoop extends Omit<ScheduledLoop, 'ticks'> {
  openRounds: number;
  /** Null where the ledger cannot be read. */
  skippedTicks: SkippedTicks | null;
  /** Of the newest window that has one; null where there is none, or where the ledger cannot be read. */
  accuracy: Proportion | null;
  /** Why the ledger could not be read; null where it could. */
  unreadable: string | null;
}

export function registerLoopList(loop: Command): void {
  withTemporalFlags(
    loop
      .command('list')
      .description('the loops: paused or not, next round, open rounds, last estimate')
      .option('--json', 'print the result as JSON'),
  ).action(list);
}

async function list(flags: TemporalFlags & { json?: boolean }): Promise<void> {
  const loops = await withTemporal(flags, async (client) => {
    const openLoop = await storedLoops();
    return Promise.all((await listLoops(client)).map((loop) => look(client, openLoop, loop)));
  });
  if (flags.json) sayJson(loops);
  else say(loops.length === 0 ? 'No loops. `annoloop apply FILE` makes one.' : table(loops));
}

async function look(
  client: Client,
  openLoop: (ref: ConfigRef) => Promise<OpenLoop>,
  { ticks, ...loop }: ScheduledLoop,
): Promise<ListedLoop> {
  const openRounds = await countOpenRounds(client, loop.loop);
  const { read, unreadable } = await readLedger(
    () => openLoop(loop.configRef),
    async (ledger) => ({
      accuracy: (await newestEstimate(ledger))?.accuracy ?? null,
      skippedTicks: await skippedTicks(ledger, ticks),
    }),
  );
  return { ...loop, openRounds, ...(read ?? { accuracy: null, skippedTicks: null }), unreadable };
}

function table(loops: ListedLoop[]): string {
  const rows = loops.map(({ loop, paused, nextTimes, openRounds, accuracy, unreadable }) => [
    loop,
    paused ? 'paused' : 'running',
    paused || nextTimes[0] === undefined ? '-' : when(nextTimes[0]),
    openRounds,
    unreadable === null ? (accuracy ? proportion(accuracy) : '-') : 'ledger cannot be read',
  ]);
  const notes = loops.flatMap(({ loop, note, paused, missedTicks, skippedTicks, unreadable }) => [
    ...(paused && note ? [`${loop} is paused: ${note}`] : []),
    ...(missedTicks > 0 ? [`${loop} missed ${describeMissedTicks(missedTicks)}`] : []),
    ...(skippedTicks?.since ? [`${loop} skipped ${describeSkippedTicks(skippedTicks)}`] : []),
    ...(unreadable === null ? [] : [`${loop}: ${unreadable}`]),
  ]);
  const means = loops.some(({ accuracy }) => accuracy) ? [ACCURACY_MEANS] : [];
  return [columns(['LOOP', 'STATE', 'NEXT ROUND', 'OPEN ROUNDS', 'ACCURACY'], rows), ...means, ...notes].join('\n');
}
