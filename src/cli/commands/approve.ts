import type { Command } from 'commander';
import { deciding } from '../decide';
import { withTemporalFlags } from '../temporal-options';

/** `annoloop approve LOOP [--digest D] [--by NAME] [--comment TEXT]` */
export function registerApprove(program: Command): void {
  withTemporalFlags(
    program
      .command('approve')
      .description('show the retraining that waits, and approve it')
      .argument('<loop>', "the loop's name")
      .option('--digest <digest>', 'what is decided on, by its first 8 characters or more')
      .option('--yes', 'whatever waits, without being asked')
      .option('--by <name>', 'who decides (default: your user name)')
      .option('--comment <text>', 'kept with the decision')
      .option('--wait', 'wait for the training and show its result')
      .option('--json', 'print the result as JSON'),
  ).action(deciding('approve'));
}
