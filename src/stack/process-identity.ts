import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process beyond its number, which is given again to others: `started` tells them apart. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in whatever unit the system keeps; compared for equality only. */
  started: string;
}

/** The identity of a living process, or null. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  const started = process.platform === 'linux' ? await startedByProc(pid) : await startedByPs(pid);
  return started === null ? null : { pid, started };
}

/** Whether that very process still runs. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.started === identity.started;
}

/** Field 22 of /proc/PID/stat, counted after the command's closing bracket since a name may hold spaces; a zombie is not alive. */
async function startedByProc(pid: number): Promise<string | null> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = line?.slice(line.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z') return null;
  return fields[19] ?? null;
}

async function startedByPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
