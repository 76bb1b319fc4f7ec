import { Command } from 'commander';
import { registerApply } from '../../src/cli/commands/apply';
import { registerApprove } from '../../src/cli/commands/approve';
import { registerExplore } from '../../src/cli/commands/explore';
import { registerForget } from '../../src/cli/commands/forget';
import { registerItems } from '../../src/cli/commands/items';
import { registerLoop } from '../../src/cli/commands/loop';
import { registerModels } from '../../src/cli/commands/models';
import { registerPlan } from '../../src/cli/commands/plan';
import { registerReject } from '../../src/cli/commands/reject';
import { registerReport } from '../../src/cli/commands/report';
import { registerRound } from '../../src/cli/commands/round';
import { explained } from '../../src/cli/explain';
import { reportFailure } from '../../src/cli/failure';
import { createRedaction } from '../../src/secrecy/redaction';

const REGISTER = [
  ...[registerApply, registerApprove, registerExplore, registerForget, registerItems, registerLoop, registerModels],
  ...[registerPlan, registerReject, registerReport, registerRound],
];

/** How a command ended. */
export interface End {
  code: number;
  /** What it failed with, and what to do, as it is printed. */
  failure: string;
  ms: number;
}

/**
 * Runs a command line within this process to its end, any number of them side by side. What they print cannot be told apart: that goes
 * wherever the caller has it go.
 */
export async function endOf(args: readonly string[]): Promise<End> {
  const start = performance.now();
  const program = new Command('annoloop').exitOverride();
  for (const register of REGISTER) register(program);
  let failure = '';
  let code = 0;
  try {
    await program.parseAsync(['node', 'annoloop', ...args]);
  } catch (error) {
    const print = (text: string) => {
      failure += `${text}\n`;
    };
    code = reportFailure(explained(error), { verbose: false, redact: createRedaction([]), print });
  }
  return { code, failure, ms: performance.now() - start };
}
