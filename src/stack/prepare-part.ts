import { mkdir, open } from 'node:fs/promises';
import { baseEnvironment } from './base-environment';
import type { PartSetting } from './parts/setting';
import type { StackPorts } from './ports';
import { leastPrivilege, ownedFolder } from './privileges';
import type { StackSecrets } from './secrets';

export interface PartInput {
  ports: StackPorts;
  secrets: StackSecrets;
  environment: Readonly<Record<string, string | undefined>>;
  warn: (text: string) => void;
}

/** The part's folder, and whom it runs as: `nobody` where we are root and it can reach its program and its folder. */
export async function preparePart(
  input: PartInput,
  executable: string,
  folder: string,
  title: string,
): Promise<PartSetting> {
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
