import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StackError } from './stack-error';

const GB = 1_000_000_000;
/** Measured: Label Studio with its bytecode and the two servers take 1.4 GB, Go's module and build caches 3.8 GB. */
export const TOOLS_GB = 2;
export const GO_CACHES_GB = 4;
const TO_RUN_GB = 0.5;

export type FreeBytes = (folder: string) => Promise<number>;

/** Where something is installed, and what moves it elsewhere. */
export interface Room {
  folder: string;
  gigabytes: number;
  variable: string;
}

/** @throws StackError where the folder has no room for an installation; `what` is installed */
export async function assertRoomToInstall(what: string, room: Room, free: FreeBytes = freeBytes): Promise<void> {
  await assertRoom(room, `to install ${what}`, free);
}

/** @throws StackError where `folder` has no room for databases and objects */
export async function assertRoomToRun(folder: string, free: FreeBytes = freeBytes): Promise<void> {
  await assertRoom({ folder, gigabytes: TO_RUN_GB, variable: 'ANNOLOOP_DATA_DIR (or --data)' }, 'to run', free);
}

async function assertRoom({ folder, gigabytes, variable }: Room, purpose: string, free: FreeBytes): Promise<void> {
  const left = await free(folder);
  if (left >= gigabytes * GB) return;
  throw new StackError(
    `The disk of ${folder} is nearly full: ${(left / GB).toFixed(1)} GB are free, ${gigabytes} GB are needed ${purpose}.`,
    `Free some space there, or name a folder on another disk with ${variable}.`,
  );
}

/** What an ordinary user may still write on the file system where `folder` is or will be. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder);
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize; // file systems without a size say 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
    return freeBytes(dirname(folder));
  }
}
