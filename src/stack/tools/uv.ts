import { join } from 'node:path';
import { findExecutables, isExecutable } from './find-executable';
import { installFolder } from './install-folder';
import { CommandFailed, runCommand } from './run-command';
import type { ToolContext } from './tool-context';

/**
 * uv, which installs in seconds what takes pip minutes: from the PATH, or from pip into a folder of our own. Null where
 * it cannot be had; pip does then.
 */
export async function obtainUv(python: string, context: ToolContext): Promise<string | null> {
  const [onPath] = await findExecutables('uv', context.environment.PATH);
  if (onPath) return onPath;
  const folder = join(context.cache, 'tools', 'uv');
  const uv = join(folder, 'bin', 'uv');
  if (await isExecutable(uv)) return uv;
  context.say('fetching uv');
  for (const interpreter of [python, ...(await findExecutables('python3', context.environment.PATH))]) {
    if (await fetchWithPip(interpreter, folder, context)) return uv;
  }
  return null;
}

/** An interpreter without pip, as Debian's own is at first, is no obstacle where another has it. */
async function fetchWithPip(interpreter: string, folder: string, context: ToolContext): Promise<boolean> {
  const { environment, signal } = context;
  try {
    await installFolder(folder, context, async (aside) => {
      await runCommand(interpreter, ['-m', 'pip', 'install', '--quiet', '--target', aside, 'uv'], {
        environment,
        signal,
      });
    });
    return isExecutable(join(folder, 'bin', 'uv'));
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}
