import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertRoomToInstall, GO_CACHES_GB, TOOLS_GB } from '../disk';
import { COMPOSE_INSTEAD, StackError } from '../stack-error';
import { findExecutables, isExecutable } from './find-executable';
import { installFolder } from './install-folder';
import { runCommand } from './run-command';
import type { ToolContext } from './tool-context';

/** A server that Go builds from its module. */
export interface GoTool {
  title: string;
  executable: string;
  version: string;
  module: string;
  /** Below the module; '' where the module is itself the command. */
  package: string;
  /** The environment variable that names another build of it. */
  variable: string;
}

/** Configured, on the PATH at the pinned version, or installed by us before; null where it has to be built. */
export async function findGoTool(
  tool: GoTool,
  { cache, environment }: Omit<ToolContext, 'say' | 'signal'>,
): Promise<string | null> {
  const configured = environment[tool.variable];
  if (configured) {
    if (await isExecutable(configured)) return configured;
    throw new StackError(
      `${tool.variable} is ${configured}, which is not an executable file.`,
      `Name ${tool.title}'s executable, or unset it.`,
    );
  }
  for (const candidate of await findExecutables(tool.executable, environment.PATH)) {
    if (await isPinned(candidate, tool)) return candidate;
  }
  const installed = installedPath(tool, cache);
  return (await isExecutable(installed)) ? installed : null;
}

/** @throws StackError where Go or room for the build is missing; called before anything is installed */
export async function assertCanBuild(
  tool: GoTool,
  { cache, environment }: Omit<ToolContext, 'say' | 'signal'>,
): Promise<void> {
  const [go] = await findExecutables('go', environment.PATH);
  if (!go) {
    throw new StackError(
      `${tool.title} ${tool.version} is neither configured (${tool.variable}) nor on the PATH, and Go, which builds it, is missing.`,
      `Install Go 1.24 or later, or put \`${tool.executable}\` ${tool.version} on the PATH. ${COMPOSE_INSTEAD}`,
    );
  }
  await assertRoomToInstall(tool.title, { folder: cache, gigabytes: TOOLS_GB, variable: 'ANNOLOOP_CACHE_DIR' });
  for (const variable of ['GOMODCACHE', 'GOCACHE']) {
    const folder = (await runCommand(go, ['env', variable], { environment })).trim();
    if (folder) await assertRoomToInstall(tool.title, { folder, gigabytes: GO_CACHES_GB, variable });
  }
}

/** `go install` into our cache: minutes of building, with Go's own caches where Go keeps them. @throws StackError */
export async function installGoTool(tool: GoTool, context: ToolContext): Promise<string> {
  const { cache, environment, say, signal } = context;
  const target = `${[tool.module, tool.package].filter(Boolean).join('/')}@v${tool.version}`;
  let downloads = 0;
  let packages = 0;
  const onLine = (line: string) => {
    if (line.startsWith('go: downloading')) downloads += 1;
    else if (!line.startsWith('go:')) packages += 1;
    say(packages > 0 ? `compiling, ${packages} packages so far` : `downloading, ${downloads} modules so far`);
  };
  await installFolder(toolFolder(tool, cache), { say, signal }, async (folder) => {
    say('downloading');
    await runCommand('go', ['install', '-v', target], {
      environment: { ...environment, GOBIN: folder },
      folder,
      signal,
      onLine,
    }).catch((error: Error) => {
      if (signal.aborted) throw error;
      throw new StackError(
        `${tool.title} ${tool.version} could not be built: ${error.message}`,
        `Mend what Go complains about, or put \`${tool.executable}\` ${tool.version} on the PATH. ${COMPOSE_INSTEAD}`,
      );
    });
  });
  return installedPath(tool, cache);
}

const toolFolder = (tool: GoTool, cache: string) => join(cache, 'tools', `${tool.executable}-${tool.version}`);
const installedPath = (tool: GoTool, cache: string) => join(toolFolder(tool, cache), tool.executable);

/** A release says its version; what `go install` built says 'dev', but Go writes the module's version into it. */
async function isPinned(executable: string, tool: GoTool): Promise<boolean> {
  const said = await runCommand(executable, ['--version'], { environment: {} }).catch(() => '');
  if (new RegExp(`\\bv?${tool.version.replaceAll('.', '\\.')}\\b`).test(said)) return true;
  const content = await readFile(executable).catch(() => Buffer.alloc(0));
  return content.includes(`mod\t${tool.module}\tv${tool.version}\t`);
}
