#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { registerApply } from './commands/apply';
import { registerApprove } from './commands/approve';
import { registerDown } from './commands/down';
import { registerExplore } from './commands/explore';
import { registerForget } from './commands/forget';
import { registerItems } from './commands/items';
import { registerLoop } from './commands/loop';
import { registerModels } from './commands/models';
import { registerPlan } from './commands/plan';
import { registerReject } from './commands/reject';
import { registerReport } from './commands/report';
import { registerRound } from './commands/round';
import { registerServer } from './commands/server';
import { registerStatus } from './commands/status';
import { registerUp } from './commands/up';
import { registerValidate } from './commands/validate';
import { registerWorker } from './commands/worker';
import { EXIT } from './exit-codes';
import { explained } from './explain';
import { reportFailure } from './failure';
import { ownRedaction } from './own-redaction';
import { useRunningStack } from './use-running-stack';

/** One line a command; each registers itself. */
const COMMANDS = [
  registerUp,
  registerDown,
  registerStatus,
  registerValidate,
  registerWorker,
  registerServer,
  registerExplore,
  registerPlan,
  registerApply,
  registerLoop,
  registerRound,
  registerApprove,
  registerReject,
  registerReport,
  registerItems,
  registerModels,
  registerForget,
];

async function main(): Promise<void> {
  const program = new Command('annoloop')
    .description('The durable loop between an image model in production and the people who check it.')
    .version(version)
    .option('--verbose', 'show where an error comes from')
    .showHelpAfterError('(add --help for what there is)')
    .hook('preAction', (_, command) => useRunningStack(command))
    .exitOverride();
  for (const register of COMMANDS) register(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.invalid;
    else
      process.exitCode = reportFailure(explained(error), {
        verbose: program.opts<{ verbose?: boolean }>().verbose === true,
        redact: ownRedaction(),
      });
  }
}

void main();
