import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** `PID.START.HOST.ID`: who spills there, told apart from a process that had the same pid before. */
const NAME = /^(\d+)\.(\d+)\.(.+)\.[0-9a-f-]{36}$/;
const STARTED = Math.round(performance.timeOrigin);

/**
 * A folder that one DuckDB alone spills into. All of them name their files the same, so two that share a folder write
 * into each other's: wrong rows, seen as such by nobody, or a crash. What killed processes of this machine left is
 * removed. DuckDB makes the folder when it first spills, and removes it when it closes.
 */
export async function spillFolder(directory: string): Promise<string> {
  const all = join(directory, 'spill');
  await mkdir(all, { recursive: true });
  for (const name of await readdir(all)) {
    if (isLeftover(name)) await rm(join(all, name), { recursive: true, force: true });
  }
  return join(all, `${process.pid}.${STARTED}.${hostname()}.${randomUUID()}`);
}

function isLeftover(name: string): boolean {
  const [, pid, started, host] = NAME.exec(name) ?? [];
  if (host !== hostname()) return false;
  return Number(pid) === process.pid ? Number(started) !== STARTED : !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
