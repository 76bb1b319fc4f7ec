import { setTimeout as sleep } from 'node:timers/promises';
import { removeStackEnvironment } from './environment-file';
import { type FileLock, tryLock } from './file-lock';
import type { DataLayout } from './folders';
import { isAlive } from './process-identity';
import { signalGroup } from './running-part';
import { StackError } from './stack-error';
import { readState, removeState } from './stack-state';

/**
 * Makes the data folder ours for as long as we run. Parts that a killed `up` left running are ended first.
 * @throws StackError where a living `up` has it
 */
export async function claimData(layout: DataLayout): Promise<FileLock> {
  const lock = await tryLock(layout.lock);
  if (!lock) {
    const owner = (await readState(layout.state))?.owner.pid;
    throw new StackError(
      `A stack already runs with the data folder ${layout.root}${owner ? ` (process ${owner})` : ''}.`,
      '`annoloop status` shows it, `annoloop down` stops it; `annoloop up --data DIR --ports free` starts another beside it.',
    );
  }
  try {
    await endOrphans(layout);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return lock;
}

/** Ends the parts of a stack whose `up` is gone. Returns their names. */
export async function endOrphans(layout: DataLayout): Promise<string[]> {
  const state = await readState(layout.state);
  if (!state) return [];
  const orphans = [];
  for (const part of state.parts) if (await isAlive(part)) orphans.push(part);
  for (const part of orphans) signalGroup(part.pid, 'SIGTERM');
  for (const part of orphans) {
    for (let waited = 0; waited < 50 && (await isAlive(part)); waited += 1) await sleep(100);
    if (await isAlive(part)) signalGroup(part.pid, 'SIGKILL');
  }
  await removeStackEnvironment(layout);
  await removeState(layout.state);
  return orphans.map(({ name }) => name);
}
