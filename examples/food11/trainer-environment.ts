import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installFolder } from '../../src/stack/tools/install-folder';
import { findPython } from '../../src/stack/tools/python';
import { CommandFailed, runCommand } from '../../src/stack/tools/run-command';
import type { ToolContext } from '../../src/stack/tools/tool-context';
import { obtainUv } from '../../src/stack/tools/uv';
import { trainerFolder } from './repository';

/**
 * The Python that has the trainer's packages: `CACHE/tools/food11-trainer-DIGEST`, made once for each state of
 * `requirements.txt`; with uv in seconds, else with pip.
 * @throws Error that says what to do; StackError where there is no Python
 */
export async function trainerPython(context: ToolContext): Promise<string> {
  const { cache, environment, signal, say } = context;
  const requirements = join(trainerFolder(), 'requirements.txt');
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const final = join(cache, 'tools', `food11-trainer-${digest}`);
  const base = await findPython(environment);
  try {
    await installFolder(final, context, async (folder) => {
      const uv = await obtainUv(base, context);
      say("installing the trainer's packages");
      if (uv !== null && (await fillWithUv(uv, base, folder, requirements, context))) return;
      await runCommand(base, ['-m', 'venv', '--clear', folder], { environment, signal });
      const python = join(folder, 'bin', 'python');
      await runCommand(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { environment, signal });
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Error(
      `the trainer's Python packages could not be installed into ${final}: ${error.message}\n` +
        'Mend what pip complains about (on Debian, python3-venv may be missing) and start the demo again.',
    );
  }
  return join(final, 'bin', 'python');
}

/** False where uv could not: a mirror that only pip is told of, for one. */
async function fillWithUv(
  uv: string,
  base: string,
  folder: string,
  requirements: string,
  { environment, signal }: ToolContext,
): Promise<boolean> {
  try {
    await runCommand(uv, ['venv', '--quiet', '--clear', '--python', base, folder], { environment, signal });
    const python = join(folder, 'bin', 'python');
    await runCommand(uv, ['pip', 'install', '--quiet', '--compile-bytecode', '--python', python, '-r', requirements], {
      environment,
      signal,
    });
    return true;
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}
