import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, cp, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { cacheFolder } from '../../../src/config/cache-folder';
import { SEARCH_ATTRIBUTES } from '../../../src/contracts/search-attributes';
import { installFolder } from '../../../src/stack/tools/install-folder';
import { runCommand } from '../../../src/stack/tools/run-command';
import { INDEXED_VALUE_TYPE } from '../../../src/temporal/search-attributes';
import { eventually } from '../../setup/namespace';

/** As in the pom.xml beside this. */
const VERSION = '1.38.0';
const FOLDER = join(cacheFolder(process.env, process.getuid?.()), 'tools', `temporal-test-server-${VERSION}`);

/** As the SDK starts it: with the port as its argument. */
const LAUNCHER = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "$here/jars/*" io.temporal.testserver.TestServer "$@"
`;

/** What this machine lacks of what the server needs, by name; nothing else of ours needs either. */
export const missingTools = (): string[] =>
  ['java', ...(existsSync(FOLDER) ? [] : ['mvn'])].filter((name) => !isOnPath(name));

/**
 * Temporal's server whose clock skips to the next thing that is due, with our search attributes. The development server has
 * no such clock. Comes from Maven's registry into our cache (39 MB, once).
 */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path', path: await obtainServer() } as const;
  // The SDK gives it five seconds, which Java may not have on a busy machine.
  const env = await eventually(() => TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }));
  // It cannot list those that it has, as `ensureSearchAttributes` would ask.
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]])),
  });
  return env;
}

/** The path of its launcher. */
async function obtainServer(): Promise<string> {
  const { signal } = new AbortController();
  await installFolder(FOLDER, { say: () => undefined, signal }, async (folder) => {
    await cp(join(__dirname, 'pom.xml'), join(folder, 'pom.xml'));
    const goals = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars', '-DincludeScope=runtime'];
    await runCommand('mvn', goals, { environment: process.env, folder, signal });
    const launcher = join(folder, 'launch');
    await writeFile(launcher, LAUNCHER);
    await chmod(launcher, 0o755);
  });
  return join(FOLDER, 'launch');
}

/** Now, not later: jest asks for the tests of a file before anything of them has run. */
function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
