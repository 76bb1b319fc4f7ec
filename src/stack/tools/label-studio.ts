import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertRoomToInstall, TOOLS_GB } from '../disk';
import { LABEL_STUDIO } from '../pins';
import { COMPOSE_INSTEAD, StackError } from '../stack-error';
import { findExecutables, isExecutable } from './find-executable';
import { installFolder } from './install-folder';
import { findPython } from './python';
import { installPythonPackages } from './python-packages';
import { CommandFailed, runCommand } from './run-command';
import type { ToolContext } from './tool-context';

const VARIABLE = 'ANNOLOOP_LABEL_STUDIO';
const REQUIREMENT = `${LABEL_STUDIO.distribution}==${LABEL_STUDIO.version}`;

/** Configured, on the PATH at the pinned version, or installed by us before; null where it has to be installed. */
export async function findLabelStudio({ cache, environment }: Omit<ToolContext, 'say' | 'signal'>) {
  const configured = environment[VARIABLE];
  if (configured) {
    if (await isExecutable(configured)) return { executable: configured, pinned: false };
    throw new StackError(
      `${VARIABLE} is ${configured}, which is not an executable file.`,
      'Name the `label-studio` executable, or unset it.',
    );
  }
  for (const candidate of await findExecutables('label-studio', environment.PATH)) {
    if (await isPinned(candidate, environment)) return { executable: candidate, pinned: true };
  }
  const installed = installedPath(cache);
  return (await isExecutable(installed)) ? { executable: installed, pinned: true } : null;
}

/** @throws StackError where Python or room is missing; called before anything is installed */
export async function assertCanInstallLabelStudio({
  cache,
  environment,
}: Omit<ToolContext, 'say' | 'signal'>): Promise<void> {
  await findPython(environment);
  await assertRoomToInstall('Label Studio', { folder: cache, gigabytes: TOOLS_GB, variable: 'ANNOLOOP_CACHE_DIR' });
}

/** A virtual environment in our cache, filled by uv or else by pip. @throws StackError */
export async function installLabelStudio(context: ToolContext): Promise<string> {
  const { cache, environment } = context;
  const python = await findPython(environment);
  const final = toolFolder(cache);
  try {
    await installFolder(final, context, async (folder) => {
      await installPythonPackages(folder, python, [REQUIREMENT], context);
      await moveScripts(join(folder, 'bin'), folder, final);
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new StackError(
      `Label Studio ${LABEL_STUDIO.version} could not be installed: ${error.message}`,
      `Mend what pip complains about (on Debian, \`python3-venv\` may be missing), or name a \`label-studio\` of your own with ${VARIABLE}. ${COMPOSE_INSTEAD}`,
    );
  }
  return installedPath(cache);
}

/** Scripts name their interpreter by its full path, which changes when the folder gets its final name. */
async function moveScripts(bin: string, from: string, to: string): Promise<void> {
  for (const name of await readdir(bin)) {
    const content = await readFile(join(bin, name)).catch(() => null);
    if (content?.subarray(0, 2).toString() !== '#!') continue;
    await writeFile(join(bin, name), content.toString('utf8').replaceAll(from, to));
  }
}

/** Asks the script's own interpreter for the version of the package, since `label-studio version` opens a database. */
async function isPinned(script: string, environment: ToolContext['environment']): Promise<boolean> {
  const [, interpreter] = /^#!\s*(\S+)/.exec(await readFile(script, 'utf8').catch(() => '')) ?? [];
  if (!interpreter) return false;
  const program = `import importlib.metadata as m; print(m.version('${LABEL_STUDIO.distribution}'))`;
  const said = await runCommand(interpreter, ['-c', program], { environment }).catch(() => '');
  return said.trim() === LABEL_STUDIO.version;
}

const toolFolder = (cache: string) => join(cache, 'tools', `${LABEL_STUDIO.distribution}-${LABEL_STUDIO.version}`);
const installedPath = (cache: string) => join(toolFolder(cache), 'bin', 'label-studio');
