import type { Client } from '@temporalio/client';
import { type Command, Option } from 'commander';
import { findRoundRecord } from '../../../loops/round-records';
import { startRoundAgain, triggerRound } from '../../../temporal/start-round';
import type { RoundSight } from '../../../temporal/watch-round';
import { EXIT } from '../../exit-codes';
import { CommandFailure } from '../../failure';
import { type FollowUntil, followRound } from '../../follow-round';
import { openLoopNamed } from '../../open-loop';
import { mention, say, sayJson } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface StartFlags extends TemporalFlags {
  again?: string;
  follow?: boolean;
  until: FollowUntil;
  json?: boolean;
}

export function registerRoundStart(round: Command): void {
  withTemporalFlags(
    round
      .command('start')
      .description('start a round now, through the Schedule; works while the loop is paused')
      .argument('<loop>', "the loop's name")
      .option('--again <round>', 'start a round again that was terminated: it goes on where it was')
      .option('--follow', 'show its progress')
      .addOption(
        new Option('--until <phase>', 'follow until it has concluded, or until it is closed')
          .choices(['amending', 'closed'])
          .default('amending'),
      )
      .option('--json', 'print the result as JSON; progress goes to standard error'),
  ).action(start);
}

async function start(loop: string, flags: StartFlags): Promise<void> {
  await withTemporal(flags, async (client) => {
    const round =
      flags.again === undefined ? await triggerRound(client, loop) : await startedAgain(client, loop, flags.again);
    if (!flags.follow) {
      if (flags.json) sayJson({ round });
      else say(`Started round ${round}\nSee: annoloop round show ${round}`);
      return;
    }
    const print = flags.json ? mention : say;
    print(`round ${round}`);
    const terminal = process.stdout.isTTY === true && !flags.json;
    const last = await followRound(client, round, { until: flags.until, terminal, print });
    if (flags.json) sayJson({ round, ...outcomeOf(last) });
    else say(hint(last, round, loop));
  });
}

async function startedAgain(client: Client, loop: string, round: string): Promise<string> {
  const record = await findRoundRecord((await openLoopNamed(client, loop)).ledger, round);
  if (record === null) {
    throw new CommandFailure(
      `the ledger of '${loop}' knows no round '${round}'`,
      `\`annoloop round list ${loop}\` shows its rounds.`,
      EXIT.notFound,
    );
  }
  if (record.outcome !== null) {
    throw new CommandFailure(
      `round '${round}' is closed (${record.outcome.kind})`,
      `A new one starts with: annoloop round start ${loop}`,
      EXIT.refused,
    );
  }
  await startRoundAgain(client, { loop, round, configRef: record.configRef });
  return round;
}

const outcomeOf = (last: RoundSight) =>
  last.kind === 'running' ? { status: last.status } : { result: last.kind === 'ended' ? last.result : null };

function hint(last: RoundSight, round: string, loop: string): string {
  if (last.kind === 'broken' || (last.kind === 'ended' && last.result.outcome !== 'completed')) return '';
  const headline = last.kind === 'running' ? last.status.headline : last.result.headline;
  const decision = headline?.sufficient ? `\nWhat waits for a decision: annoloop approve ${loop}` : '';
  return `See: annoloop report ${round}${decision}`;
}
