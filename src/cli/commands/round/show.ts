import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import type { RoundStatus } from '../../../contracts/status';
import { loopOfRound } from '../../../domain/workflow-ids';
import { type CensusShortfall, censusShortfall } from '../../../loops/census-shortfall';
import { findRoundRecord, type RoundRecord } from '../../../loops/round-records';
import { NotRunning, roundStatus } from '../../../temporal/operate-round';
import { pendingMessage } from '../../../temporal/pending-message';
import { EXIT } from '../../exit-codes';
import { CommandFailure } from '../../failure';
import { openLoopNamed } from '../../open-loop';
import { say, sayJson } from '../../output';
import { describeRoundRecord } from '../../show/round-record';
import { describeRoundStatus } from '../../show/round-status';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

type Shown =
  | { open: true; status: RoundStatus; progress: string | null; census: CensusShortfall | null }
  | { open: false; record: RoundRecord };

export function registerRoundShow(round: Command): void {
  withTemporalFlags(
    round
      .command('show')
      .description('where a round stands, or how it ended')
      .argument('<round>', "the round's id")
      .option('--json', 'print the result as JSON'),
  ).action(show);
}

async function show(round: string, flags: TemporalFlags & { json?: boolean }): Promise<void> {
  const shown = await withTemporal(flags, (client) => look(client, round));
  if (flags.json) sayJson(shown);
  else
    say(
      shown.open ? describeRoundStatus(shown.status, shown.progress, shown.census) : describeRoundRecord(shown.record),
    );
}

async function look(client: Client, round: string): Promise<Shown> {
  const loop = loopNamedBy(round);
  try {
    const status = await roundStatus(client, round);
    const [progress, census] = await Promise.all([pendingMessage(client, round), shortfallOf(client, loop, status)]);
    return { open: true, status, progress, census };
  } catch (error) {
    if (!(error instanceof NotRunning)) throw error;
    return { open: false, record: await recordOf(client, loop, round) };
  }
}

/** Keys are in the ledger alone, and a round that is open is shown also where the store does not answer. */
async function shortfallOf(
  client: Client,
  loop: string,
  { round, unusable }: RoundStatus,
): Promise<CensusShortfall | null> {
  if (Object.keys(unusable).length === 0) return null;
  return openLoopNamed(client, loop)
    .then(({ ledger }) => censusShortfall(ledger, round))
    .catch(() => null);
}

/** Also a gate runs, and would not know what it is asked. @throws CommandFailure */
function loopNamedBy(round: string): string {
  const loop = loopOfRound(round);
  if (loop !== null) return loop;
  throw new CommandFailure(
    `'${round}' is not the id of a round`,
    'Such an id is LOOP-round-TIME; `annoloop round list LOOP` shows them.',
    EXIT.invalid,
  );
}

async function recordOf(client: Client, loop: string, round: string): Promise<RoundRecord> {
  const record = await findRoundRecord((await openLoopNamed(client, loop)).ledger, round);
  if (record === null) throw new NotRunning(round);
  return record;
}
