import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StackError } from './stack-error';

const GB = 1_000_000_000;
/** The Label Studio folder takes 1 GB with its bytecode, Go's module and build caches about 3 GB. */
const TO_INSTALL = 2 * GB;
const TO_RUN = 0.5 * GB;

export type FreeBytes = (folder: string) => Promise<number>;

/** @throws StackError where `folder` has no room for an installation; `what` is installed */
export async function assertRoomToInstall(folder: string, what: string, free: FreeBytes = freeBytes): Promise<void> {
  await assertRoom(folder, TO_INSTALL, `to install ${what}`, 'ANNOLOOP_CACHE_DIR', free);
}

/** @throws StackError where `folder` has no room for databases and objects */
export async function assertRoomToRun(folder: string, free: FreeBytes = freeBytes): Promise<void> {
  await assertRoom(folder, TO_RUN, 'to run', 'ANNOLOOP_DATA_DIR (or --data)', free);
}

async function assertRoom(folder: string, needed: number, purpose: string, variable: string, free: FreeBytes) {
  const left = await free(folder);
  if (left >= needed) return;
  throw new StackError(
    `The disk of ${folder} is nearly full: ${(left / GB).toFixed(1)} GB are free, ${needed / GB} GB are needed ${purpose}.`,
    `Free some space there, or name a folder on another disk with ${variable}.`,
  );
}

/** What an ordinary user may still write on the file system where `folder` is or will be. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
    return freeBytes(dirname(folder));
  }
}
