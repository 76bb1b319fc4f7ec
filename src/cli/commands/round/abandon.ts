import type { Command } from 'commander';
import { abandon } from '../../../temporal/operate-round';
import { operatorName } from '../../operator-name';
import { say, sayJson } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface AbandonFlags extends TemporalFlags {
  by?: string;
  reason: string;
  json?: boolean;
}

export function registerRoundAbandon(round: Command): void {
  withTemporalFlags(
    round
      .command('abandon')
      .description("give up a round, or the parked retraining of a loop's gate; its window is not claimed again")
      .argument('<id>', "the round's id, or the gate's (LOOP-retraining)")
      .requiredOption('--reason <text>', 'why; kept in the ledger')
      .option('--by <name>', 'who says so (default: your user name)')
      .option('--json', 'print the result as JSON'),
  ).action(giveUp);
}

async function giveUp(id: string, flags: AbandonFlags): Promise<void> {
  const by = operatorName(flags.by);
  const { reason } = flags;
  const answer = await withTemporal(flags, (client) => abandon(client, id, { by, reason }));
  if (flags.json) sayJson({ id, by, reason, answer });
  else say(answer);
}
