import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseEnvironment } from '../base-environment';
import { exists } from '../exists';
import { labelStudioEnvironment } from '../parts/label-studio';
import { LABEL_STUDIO } from '../pins';
import { installFolder } from './install-folder';
import { runCommand } from './run-command';
import type { ToolContext } from './tool-context';

/**
 * A migrated, empty Label Studio database, made once for all data folders: migrations take a minute or more, a copy takes
 * milliseconds. `label-studio version` migrates, then ends before it makes a user or an organization; its secret key
 * lies beside the database and is not kept. Null where that does not work: then Label Studio migrates at its start.
 */
export async function obtainTemplate(executable: string, context: ToolContext): Promise<string | null> {
  const { cache, environment, say, signal } = context;
  const folder = templateFolder(cache);
  const work = await mkdtemp(join(tmpdir(), 'annoloop-migrate-'));
  try {
    await installFolder(folder, context, async (aside) => {
      say('migrating an empty database');
      const settings = { ...baseEnvironment(environment), ...labelStudioEnvironment(work) };
      await runCommand(executable, ['version'], { environment: settings, folder: work, signal });
      await copyFile(join(work, 'label_studio.sqlite3'), join(aside, 'label_studio.sqlite3'));
    });
    return templateFile(cache);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    return null;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const templateFolder = (cache: string) => join(cache, 'templates', `label-studio-${LABEL_STUDIO.version}`);
const templateFile = (cache: string) => join(templateFolder(cache), 'label_studio.sqlite3');

/** The template where it was made before. */
export async function findTemplate(cache: string): Promise<string | null> {
  return (await exists(templateFile(cache))) ? templateFile(cache) : null;
}
