import type { Command } from 'commander';
import { type StackStatus, stackStatus } from '../../stack/status';
import { chosenData } from '../data-option';
import { EXIT, type ExitCode } from '../exit-codes';

export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('show the parts of the stack that `annoloop up` runs')
    .option('--data <folder>', 'the data folder it was started with (also ANNOLOOP_DATA_DIR)')
    .option('--json', 'for programs')
    .action(async (options: { data?: string; json?: true }) => {
      const status = await stackStatus(chosenData(options.data));
      process.stdout.write(`${options.json ? JSON.stringify(status, null, 2) : table(status)}\n`);
      process.exitCode = exitCode(status);
    });
}

function exitCode({ pid, ready }: StackStatus): ExitCode {
  if (pid === null) return EXIT.notFound;
  return ready ? EXIT.ok : EXIT.partFailed;
}

function table({ data, pid, ready, parts }: StackStatus): string {
  const living = parts.filter(({ alive }) => alive);
  if (pid === null && living.length === 0) return `No stack runs with the data folder ${data}.`;
  const head =
    pid === null
      ? `The \`annoloop up\` of ${data} is gone, but parts of it still run: \`annoloop down\` ends them.`
      : `The stack of ${data} ${ready ? 'is up' : 'is not all up (yet)'} (process ${pid}).`;
  const width = Math.max(...parts.map(({ title }) => title.length));
  const line = (part: StackStatus['parts'][number]) => {
    const state = part.healthy ? 'healthy' : part.alive ? 'does not answer' : 'ended';
    return `  ${part.title.padEnd(width)}  ${state.padEnd(15)}  ${String(part.pid).padStart(7)}  ${part.address}`;
  };
  return [head, ...parts.map(line)].join('\n');
}
