import type { Command } from 'commander';
import { deciding } from '../decide';
import { withTemporalFlags } from '../temporal-options';

/** `annoloop reject LOOP [--digest D] [--by NAME] [--comment TEXT]` */
export function registerReject(program: Command): void {
  withTemporalFlags(
    program
      .command('reject')
      .description('show the retraining that waits, and reject it: nothing is trained')
      .argument('<loop>', "the loop's name")
      .option('--digest <digest>', 'what is decided on, by its first 8 characters or more')
      .option('--yes', 'whatever waits, without being asked')
      .option('--by <name>', 'who decides (default: your user name)')
      .option('--comment <text>', 'kept with the decision')
      .option('--json', 'print the result as JSON'),
  ).action(deciding('reject'));
}
