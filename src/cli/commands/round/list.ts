import { type Command, InvalidArgumentError } from 'commander';
import { type RoundOverview, roundOverviews } from '../../../loops/round-overview';
import { type RoundRecord, roundRecords } from '../../../loops/round-records';
import { listOpenRounds } from '../../../temporal/open-rounds';
import { openLoopNamed } from '../../open-loop';
import { columns, say, sayJson } from '../../output';
import { ACCURACY_MEANS, proportion } from '../../show/proportion';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface ListFlags extends TemporalFlags {
  limit: number;
  json?: boolean;
}

export function registerRoundList(round: Command): void {
  withTemporalFlags(
    round
      .command('list')
      .description('the rounds of a loop, oldest window first')
      .argument('<loop>', "the loop's name")
      .option('--limit <number>', 'how many of the newest windows', positive, 20)
      .option('--json', 'print the result as JSON'),
  ).action(list);
}

async function list(loop: string, flags: ListFlags): Promise<void> {
  const rounds = await withTemporal(flags, async (client) => {
    const { ledger } = await openLoopNamed(client, loop);
    const open = await listOpenRounds(client, loop);
    const records: RoundRecord[] = [];
    for await (const record of roundRecords(ledger)) {
      records.push(record);
      if (records.length === flags.limit) break;
    }
    return roundOverviews(shownOf(open, records, flags.limit), records);
  });
  if (flags.json) sayJson(rounds);
  else
    say(rounds.length === 0 ? `No rounds yet. One starts now with: annoloop round start ${loop}` : table(loop, rounds));
}

/** Open rounds of windows older than the ones shown would stand among rounds without a window. */
function shownOf<T extends { windowStart: string | null }>(open: T[], records: RoundRecord[], limit: number): T[] {
  const oldest = records.at(-1)?.window?.start;
  if (records.length < limit || oldest === undefined) return open;
  return open.filter(({ windowStart }) => windowStart === null || windowStart >= oldest);
}

function table(loop: string, rounds: RoundOverview[]): string {
  const rows = rounds.map(({ round, window, state, phase, outcome, accuracy }) => [
    round,
    window === null ? '-' : `${window.start} to ${window.end}`,
    state === 'open' ? (phase ?? 'starting') : state === 'closed' ? `closed: ${outcome}` : state,
    accuracy === null ? '-' : proportion(accuracy),
  ]);
  const interrupted = rounds.filter(({ state }) => state === 'interrupted');
  return [
    columns(['ROUND', 'WINDOW', 'STATE', 'ACCURACY'], rows),
    ...(rounds.some(({ accuracy }) => accuracy !== null) ? [ACCURACY_MEANS] : []),
    ...interrupted.map(({ round }) => `Interrupted; it goes on with: annoloop round start ${loop} --again ${round}`),
  ].join('\n');
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(text);
}
