import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

export interface FileLock {
  release(): Promise<void>;
}

/** @returns null where a living process, this one included, holds it. A lock of a dead process is taken over. */
export async function tryLock(file: string): Promise<FileLock | null> {
  await mkdir(dirname(file), { recursive: true });
  const mine = `${JSON.stringify({ ...(await identify(process.pid)), nonce: randomBytes(6).toString('hex') })}\n`;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await createWhole(file, mine)) return { release: () => takeAway(file, mine) };
    const found = await readFile(file, 'utf8').catch(() => null);
    if (found === null) continue; // released just now
    if (await holderLives(found)) return null;
    await takeAway(file, found);
  }
  return null;
}

/** Waits until the lock is ours. */
export async function lock(file: string, options: { onWait?: () => void; signal: AbortSignal }): Promise<FileLock> {
  for (let waited = false; ; waited = true) {
    const taken = await tryLock(file);
    if (taken) return taken;
    if (!waited) options.onWait?.();
    await sleep(500, undefined, { signal: options.signal });
  }
}

/** `link` either makes the file with all its content or fails: nobody reads an empty lock. */
async function createWhole(file: string, content: string): Promise<boolean> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, content, { flag: 'wx' });
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function holderLives(content: string): Promise<boolean> {
  try {
    return await isAlive(JSON.parse(content) as ProcessIdentity);
  } catch {
    return false;
  }
}

/** Removes the lock only while it is still the one that was read: another process may have taken it over meanwhile. */
async function takeAway(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== expected) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
