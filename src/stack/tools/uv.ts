import { join } from 'node:path';
import { findExecutables, isExecutable } from './find-executable';
import { installFolder } from './install-folder';
import { runCommand } from './run-command';
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
  const { environment, signal } = context;
  try {
    await installFolder(folder, context, async (aside) => {
      await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--target', aside, 'uv'], { environment, signal });
    });
    return (await isExecutable(uv)) ? uv : null;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    return null;
  }
}
