import { join } from 'node:path';
import { CommandFailed, runCommand } from './run-command';
import type { ToolContext } from './tool-context';
import { obtainUv } from './uv';

/**
 * Makes `folder` a virtual environment of `python` with packages in it, by uv in seconds, else by pip in minutes.
 * Bytecode is compiled now: the user that runs it later may not write here.
 * @param requirements as pip takes them: `['name==1.2']` or `['-r', file]`
 * @throws CommandFailed
 */
export async function installPythonPackages(
  folder: string,
  python: string,
  requirements: readonly string[],
  context: ToolContext,
): Promise<void> {
  const { environment, signal, say } = context;
  const uv = await obtainUv(python, context);
  say('installing its packages');
  if (uv !== null && (await fillWithUv(uv, python, folder, requirements, context))) return;
  say('installing its packages with pip, some minutes');
  await runCommand(python, ['-m', 'venv', '--clear', folder], { environment, signal });
  await runCommand(join(folder, 'bin', 'pip'), ['install', '--quiet', ...requirements], { environment, signal });
}

/** False where uv could not: a mirror that only pip is told of, for one. */
async function fillWithUv(
  uv: string,
  python: string,
  folder: string,
  requirements: readonly string[],
  { environment, signal }: ToolContext,
): Promise<boolean> {
  try {
    await runCommand(uv, ['venv', '--quiet', '--clear', '--python', python, folder], { environment, signal });
    const interpreter = join(folder, 'bin', 'python');
    const args = ['pip', 'install', '--quiet', '--compile-bytecode', '--python', interpreter, ...requirements];
    await runCommand(uv, args, { environment, signal });
    return true;
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}
