import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of the test's own; every test file removes its with `removeScratch`. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-scratch-'));
  await chmod(folder, 0o755);
  made.push(folder);
  return folder;
}

const made: string[] = [];

export async function removeScratch(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** A shell script under that path, executable. Returns the path. */
export async function script(path: string, lines: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${lines}\n`);
  await chmod(path, 0o755);
  return path;
}
