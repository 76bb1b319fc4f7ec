import type { Command } from 'commander';
import { stopStack } from '../../stack/stop-stack';
import { chosenData } from '../data-option';
import { EXIT } from '../exit-codes';

export function registerDown(program: Command): void {
  program
    .command('down')
    .description('stop the stack that `annoloop up` runs; its data stays')
    .option('--data <folder>', 'the data folder it was started with (also ANNOLOOP_DATA_DIR)')
    .action(async (options: { data?: string }) => {
      const layout = chosenData(options.data);
      const outcome = await stopStack(layout);
      if (outcome === 'none') {
        process.stderr.write(`No stack runs with the data folder ${layout.root}.\n`);
        process.exitCode = EXIT.notFound;
      } else if (outcome === 'orphans ended') {
        process.stdout.write('Ended what an earlier `annoloop up` had left running.\n');
      } else {
        process.stdout.write('Stopped. The data stays; `annoloop up` goes on with it.\n');
      }
    });
}
