import { Command, CommanderError } from 'commander';
import { explained } from '../../src/cli/explain';
import { reportFailure } from '../../src/cli/failure';
import { createRedaction } from '../../src/secrecy/redaction';

/** What a command printed, and what it would end with. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a command line within this process, as `main.ts` does, and catches what it prints. */
export async function runCommand(
  register: readonly ((program: Command) => void)[],
  args: readonly string[],
): Promise<Ran> {
  const printed = { out: '', err: '' };
  const catching = (to: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[to] += String(text);
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(catching('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(catching('err')),
  ];
  const codeBefore = process.exitCode;
  process.exitCode = 0;
  try {
    const program = new Command('annoloop').exitOverride();
    for (const one of register) one(program);
    await program.parseAsync(['node', 'annoloop', ...args]);
    return { code: Number(process.exitCode), ...printed };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, ...printed };
    return { code: reportFailure(explained(error), { verbose: false, redact: createRedaction([]) }), ...printed };
  } finally {
    process.exitCode = codeBefore;
    for (const spy of spies) spy.mockRestore();
  }
}
