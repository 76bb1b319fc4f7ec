import type { Command } from 'commander';
import { retryStep } from '../../../temporal/operate-round';
import { operatorName } from '../../operator-name';
import { say, sayJson } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface RetryFlags extends TemporalFlags {
  by?: string;
  json?: boolean;
}

export function registerRoundRetry(round: Command): void {
  withTemporalFlags(
    round
      .command('retry')
      .description("have the step tried again at which a round, or a loop's gate, is parked")
      .argument('<id>', "the round's id, or the gate's (LOOP-retraining)")
      .option('--by <name>', 'who says so (default: your user name)')
      .option('--json', 'print the result as JSON'),
  ).action(retry);
}

async function retry(id: string, flags: RetryFlags): Promise<void> {
  const by = operatorName(flags.by);
  const answer = await withTemporal(flags, (client) => retryStep(client, id, { by }));
  if (flags.json) sayJson({ id, by, answer });
  else say(answer);
}
