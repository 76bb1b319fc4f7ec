import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installFolder } from './install-folder';
import { findPython } from './python';
import { installPythonPackages } from './python-packages';
import { CommandFailed } from './run-command';
import type { ToolContext } from './tool-context';

/**
 * The Python that has the packages of a requirements file: `CACHE/tools/NAME-DIGEST`, made once for each state of the file.
 * @throws Error that says what to do; StackError where there is no Python
 */
export async function pythonWith(requirements: string, name: string, context: ToolContext): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const final = join(context.cache, 'tools', `${name}-${digest}`);
  const python = await findPython(context.environment);
  try {
    await installFolder(final, context, (folder) =>
      installPythonPackages(folder, python, ['-r', requirements], context),
    );
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Error(
      `the Python packages of ${name} could not be installed into ${final}: ${error.message}\n` +
        'Mend what pip complains about (on Debian, python3-venv may be missing) and start again.',
    );
  }
  return join(final, 'bin', 'python');
}
