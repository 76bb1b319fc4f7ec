import type { Command } from 'commander';
import { collectNow } from '../../../temporal/operate-round';
import { operatorName } from '../../operator-name';
import { say, sayJson } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface CollectFlags extends TemporalFlags {
  by?: string;
  json?: boolean;
}

export function registerRoundCollect(round: Command): void {
  withTemporalFlags(
    round
      .command('collect')
      .description('let a waiting round go on with the answers there are')
      .argument('<round>', "the round's id")
      .option('--by <name>', 'who says so (default: your user name)')
      .option('--json', 'print the result as JSON'),
  ).action(collect);
}

async function collect(round: string, flags: CollectFlags): Promise<void> {
  const by = operatorName(flags.by);
  await withTemporal(flags, (client) => collectNow(client, round, { by }));
  if (flags.json) sayJson({ round, by, signalled: 'collectNow' });
  else say(`Round '${round}' goes on with the answers there are. See: annoloop round show ${round}`);
}
