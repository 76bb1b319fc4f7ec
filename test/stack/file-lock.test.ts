import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lock, tryLock } from '../../src/stack/file-lock';
import { identify, isAlive } from '../../src/stack/process-identity';
import { removeScratch, scratch } from './scratch';

afterAll(removeScratch);

it('is given to one at a time and leaves nothing behind', async () => {
  const folder = await scratch();
  const file = join(folder, 'a.lock');
  const held = await tryLock(file);
  expect(held).not.toBeNull();
  expect(await tryLock(file)).toBeNull();
  await held?.release();
  expect(await readdir(folder)).toEqual([]);
});

it('is given to exactly one of many that ask together', async () => {
  const file = join(await scratch(), 'a.lock');
  const tried = await Promise.all(Array.from({ length: 20 }, () => tryLock(file)));
  expect(tried.filter(Boolean)).toHaveLength(1);
});

it('is taken over from a process that is gone, by exactly one', async () => {
  const child = spawn('sleep', ['60']);
  const identity = await identify(child.pid ?? 0);
  const file = join(await scratch(), 'a.lock');
  await writeFile(file, JSON.stringify(identity));
  expect(await tryLock(file)).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const tried = await Promise.all(Array.from({ length: 10 }, () => tryLock(file)));
  expect(tried.filter(Boolean)).toHaveLength(1);
});

it('is not held by another process that was given the same number', async () => {
  const me = await identify(process.pid);
  const file = join(await scratch(), 'a.lock');
  await writeFile(file, JSON.stringify({ ...me, started: 'another time' }));
  expect(await tryLock(file)).not.toBeNull();
});

it('waits for its turn, and says so once', async () => {
  const file = join(await scratch(), 'a.lock');
  const held = await tryLock(file);
  const waits: string[] = [];
  const waiting = lock(file, { signal: new AbortController().signal, onWait: () => waits.push('waiting') });
  setTimeout(() => void held?.release(), 700);
  await (await waiting).release();
  expect(waits).toEqual(['waiting']);
});

it('knows a living process from one that has ended', async () => {
  const child = spawn('sleep', ['0.2']);
  const ended = once(child, 'exit');
  const identity = await identify(child.pid ?? 0);
  expect(identity && (await isAlive(identity))).toBe(true);
  await ended;
  expect(await isAlive(identity ?? { pid: 0, started: '' })).toBe(false);
});
