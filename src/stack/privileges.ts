import { constants } from 'node:fs';
import { access, lchown, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

/** Whom a part runs as, where it is not whom we are. */
export interface UnprivilegedUser {
  uid: number;
  gid: number;
}

/** `nobody` of every Linux and BSD: owns nothing else. */
const NOBODY: UnprivilegedUser = { uid: 65_534, gid: 65_534 };

/**
 * Whom a part should run as: `nobody` where we are root and that user can reach every one of `paths`, else null (whom
 * we are). `obstacle` names the folder that keeps a root from dropping privileges.
 */
export async function leastPrivilege(
  paths: string[],
  uid = process.getuid?.(),
): Promise<{ user: UnprivilegedUser | null; obstacle: string | null }> {
  if (uid !== 0) return { user: null, obstacle: null };
  for (const path of paths) {
    const obstacle = await closedFolder(path);
    if (obstacle) return { user: null, obstacle };
  }
  return { user: NOBODY, obstacle: null };
}

/** The first folder on the way to `path` that a stranger may not enter, or null. Links are followed. */
export async function closedFolder(path: string): Promise<string | null> {
  const folders: string[] = [];
  for (let folder = dirname(await realpath(path)); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    if (((await stat(folder)).mode & 0o001) === 0) return folder;
  }
  return null;
}

/**
 * Makes a folder that belongs to `user`, closed to everybody else. What is in it is handed over too where the owner
 * changes, as when a part ran as root before.
 */
export async function ownedFolder(path: string, user: UnprivilegedUser | null): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const owner = user ?? { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  if (process.getuid?.() !== 0 || (await stat(path)).uid === owner.uid) return;
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), owner.uid, owner.gid);
  await lchown(path, owner.uid, owner.gid);
}

/** `setpriv`, which can tie a child's life to ours (Linux), or null. */
export async function findSetpriv(path: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, 'setpriv');
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return null;
}
