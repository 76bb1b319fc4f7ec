import type { Command } from 'commander';
import { pauseLoop } from '../../../temporal/schedules';
import { operatorName } from '../../operator-name';
import { say, sayJson } from '../../output';
import { type TemporalFlags, withTemporal, withTemporalFlags } from '../../temporal-options';

interface PauseFlags extends TemporalFlags {
  note?: string;
  json?: boolean;
}

export function registerLoopPause(loop: Command): void {
  withTemporalFlags(
    loop
      .command('pause')
      .description('start no more rounds by itself; open rounds go on, and `round start` works')
      .argument('<loop>', "the loop's name")
      .option('--note <text>', 'why; shown by `loop list` and in the Temporal UI')
      .option('--json', 'print the result as JSON'),
  ).action(pause);
}

async function pause(loop: string, flags: PauseFlags): Promise<void> {
  const note = flags.note ?? `paused by ${operatorName(undefined)}`;
  await withTemporal(flags, (client) => pauseLoop(client, loop, note));
  if (flags.json) sayJson({ loop, paused: true, note });
  else say(`Loop '${loop}' is paused: ${note}\nOpen rounds go on. It goes on with: annoloop loop resume ${loop}`);
}
