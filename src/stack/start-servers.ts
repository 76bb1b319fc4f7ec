import { mkdir, open } from 'node:fs/promises';
import { baseEnvironment } from './base-environment';
import { exists } from './exists';
import type { DataLayout } from './folders';
import { layTemplate } from './label-studio-template';
import { labelStudioPart } from './parts/label-studio';
import { objectStoreFolders, objectStorePart } from './parts/object-store';
import type { PartSetting } from './parts/setting';
import { temporalPart } from './parts/temporal';
import type { StackPorts } from './ports';
import { leastPrivilege, ownedFolder } from './privileges';
import type { RunningParts } from './running-parts';
import type { StackSecrets } from './secrets';
import { StackError } from './stack-error';
import type { RunSteps } from './steps';
import type { Tools } from './tools/obtain-tools';

interface ServersInput {
  parts: RunningParts;
  layout: DataLayout;
  tools: Tools;
  ports: StackPorts;
  secrets: StackSecrets;
  environment: Readonly<Record<string, string | undefined>>;
  runSteps: RunSteps;
  warn: (text: string) => void;
  signal: AbortSignal;
}

/** Starts Temporal, the object store and Label Studio side by side, each as the least user that can run it. */
export async function startServers(input: ServersInput): Promise<void> {
  const { parts, layout, tools, runSteps, signal } = input;
  await runSteps([
    {
      title: 'Temporal',
      run: async () => {
        const setting = await prepare(input, tools.temporal, layout.temporal, 'Temporal');
        await parts.start(temporalPart(setting), signal);
      },
    },
    { title: 'Object storage (versitygw)', run: () => startObjectStore(input) },
    {
      title: 'Label Studio',
      run: async (say) => {
        const setting = await prepare(input, tools.labelStudio, layout.labelStudio, 'Label Studio');
        if (!(await layTemplate(tools.labelStudioTemplate, setting))) say('migrating its database, some minutes');
        await parts.start(labelStudioPart(setting), signal);
      },
    },
  ]);
}

/**
 * versitygw keeps metadata in extended attributes, or in a sidecar folder where the file system has none; which of them
 * is found out at the first start and kept.
 */
async function startObjectStore(input: ServersInput): Promise<void> {
  const { parts, layout, tools, signal } = input;
  const setting = await prepare(input, tools.versitygw, layout.objects, 'versitygw');
  const folders = objectStoreFolders(setting.folder);
  for (const folder of [folders.data, folders.versions, folders.iam]) await ownedFolder(folder, setting.user);
  const sidecar = await exists(folders.sidecar);
  try {
    await parts.start(objectStorePart(setting, { sidecar }), signal);
  } catch (error) {
    if (sidecar || !(error instanceof StackError) || !/xattr|extended attribute/i.test(error.message)) throw error;
    await ownedFolder(folders.sidecar, setting.user);
    await parts.start(objectStorePart(setting, { sidecar: true }), signal);
  }
}

/** The part's folder, and whom it runs as: `nobody` where we are root and it can reach its program and its folder. */
async function prepare(input: ServersInput, executable: string, folder: string, title: string): Promise<PartSetting> {
  const { ports, secrets, environment, warn } = input;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { user, obstacle } = await leastPrivilege([folder, ...(await programFiles(executable))]);
  if (obstacle) warn(`${title} runs as root: an ordinary user may not enter ${obstacle}.`);
  await ownedFolder(folder, user);
  return { executable, ports, secrets, folder, user, baseEnvironment: baseEnvironment(environment) };
}

/** The executable, and for a script the interpreter that its first line names. */
async function programFiles(executable: string): Promise<string[]> {
  const file = await open(executable, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    const [, interpreter] = /^#!\s*(\/\S+)/.exec(buffer.toString('latin1', 0, bytesRead)) ?? [];
    return interpreter ? [executable, interpreter] : [executable];
  } finally {
    await file.close();
  }
}
