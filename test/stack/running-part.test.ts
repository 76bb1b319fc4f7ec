import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataLayout } from '../../src/stack/folders';
import type { PartPlan } from '../../src/stack/part';
import { findSetpriv } from '../../src/stack/privileges';
import { identify, isAlive, type ProcessIdentity } from '../../src/stack/process-identity';
import { startPart } from '../../src/stack/running-part';
import { RunningParts } from '../../src/stack/running-parts';
import { readState } from '../../src/stack/stack-state';
import { removeScratch, scratch } from './scratch';
import { until } from './until';

const onEnd: (() => unknown)[] = [removeScratch];
afterAll(() => Promise.all(onEnd.map((clean) => clean())));

const never = new AbortController().signal;

/** A part that runs a line of shell, and is healthy at once unless told otherwise. */
function plan(name: string, folder: string, shell: string, more: Partial<PartPlan> = {}): PartPlan {
  return {
    name,
    title: `Part ${name}`,
    address: 'nowhere',
    healthUrl: null,
    command: '/bin/sh',
    args: ['-c', shell],
    environment: { PATH: process.env.PATH ?? '' },
    folder,
    user: null,
    isHealthy: async () => true,
    startTimeoutMs: 10_000,
    stopTurn: 2,
    stopTimeoutMs: 5_000,
    ...more,
  };
}

/** The living process whose number a script has written into that file. */
async function identityIn(file: string): Promise<ProcessIdentity> {
  const read = async () => Number(await readFile(file, 'utf8').catch(() => '0'));
  await until(async () => (await read()) > 0);
  const identity = await identify(await read());
  if (!identity) throw new Error(`The process in ${file} does not live`);
  return identity;
}

describe('one part', () => {
  it('that ends before it serves is reported with its exit code, its last words and its log', async () => {
    const folder = await scratch();
    const dying = plan('a', folder, 'echo one; echo no room >&2; exit 3', { isHealthy: async () => false });
    await expect(new RunningParts(dataLayout(folder), null).start(dying, never)).rejects.toMatchObject({
      message: 'Part a ended by itself (exit code 3).\nIts last words:\n  one\n  no room',
      remedy: expect.stringContaining(join(folder, 'logs', 'a.log')),
      kind: 'part',
    });
  });

  it('that does not serve in time is reported, not waited for', async () => {
    const folder = await scratch();
    const slow = plan('a', folder, 'sleep 60', { isHealthy: async () => false, startTimeoutMs: 300 });
    const part = await startPart(slow, join(folder, 'logs'), null);
    await expect(part.healthy(never)).rejects.toThrow('Part a did not serve within 0 seconds.');
    await part.stop();
  });

  it('whose program is missing is reported', async () => {
    const folder = await scratch();
    const missing = plan('a', folder, '', { command: '/nowhere/program' });
    await expect(startPart(missing, join(folder, 'logs'), null)).rejects.toThrow(/^Part a ended by itself \(.*ENOENT/);
  });

  it('is ended with all that it started, though it ignores SIGTERM', async () => {
    const folder = await scratch();
    const stubborn = plan('a', folder, `trap '' TERM; sleep 60 & echo $! > child; wait; sleep 60`, {
      stopTimeoutMs: 300,
    });
    const part = await startPart(stubborn, join(folder, 'logs'), null);
    const child = await identityIn(join(folder, 'child'));
    await part.stop();
    expect(await isAlive(part.identity)).toBe(false);
    await until(async () => !(await isAlive(child)));
  });

  const setpriv = process.platform === 'linux' ? it : it.skip;
  setpriv('is ended by the kernel when the process that started it is killed outright', async () => {
    const folder = await scratch();
    const tool = await findSetpriv(process.env.PATH ?? '');
    const parent = spawn(process.execPath, [
      '-e',
      `const child = require('node:child_process').spawn(process.argv[1], ['--pdeathsig', 'TERM', '--', 'sleep', '60'], { detached: true });
       require('node:fs').writeFileSync(process.argv[2], String(child.pid)); setInterval(() => {}, 1000);`,
      tool ?? '',
      join(folder, 'pid'),
    ]);
    onEnd.push(() => parent.kill('SIGKILL'));
    const child = await identityIn(join(folder, 'pid'));
    await until(async () => (await readFile(`/proc/${child.pid}/comm`, 'utf8')) === 'sleep\n'); // setpriv is done
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await until(async () => !(await isAlive(child)));
  });
});

describe('all parts', () => {
  async function group() {
    const layout = dataLayout(await scratch());
    return { layout, parts: new RunningParts(layout, null) };
  }

  it('are stopped turn by turn: our own first, Temporal last, whatever the order of their starts', async () => {
    const { layout, parts } = await group();
    const order = join(layout.root, 'order');
    const leaving = (name: string) =>
      `trap 'sleep 0.3; echo ${name} >> ${order}; exit 0' TERM; echo up > ${order}.${name}; while :; do sleep 0.05; done`;
    const isHealthy = (name: string) => async () => (await readFile(`${order}.${name}`, 'utf8')) === 'up\n';
    const start = (name: string, stopTurn: 1 | 2 | 3) =>
      parts.start(plan(name, layout.root, leaving(name), { stopTurn, isHealthy: isHealthy(name) }), never);
    await Promise.all([start('temporal', 3), start('worker', 1), start('store', 2)]);
    await parts.stop();
    expect(await readFile(order, 'utf8')).toBe('worker\nstore\ntemporal\n');
  });

  it('are written down while they run, and the file is gone when they are stopped', async () => {
    const { layout, parts } = await group();
    const part = await parts.start(plan('a', layout.root, 'sleep 60'), never);
    expect(await readState(layout.state)).toMatchObject({
      ready: false,
      owner: { pid: process.pid },
      parts: [part.identity],
    });
    await parts.markReady();
    expect(await readState(layout.state)).toMatchObject({ ready: true });
    await parts.stop();
    expect(await readState(layout.state)).toBeNull();
  });

  it('tell when one of them ends by itself, with its last words', async () => {
    const { layout, parts } = await group();
    await parts.start(plan('a', layout.root, 'sleep 60'), never);
    await parts.start(
      plan('b', layout.root, `while [ ! -e full ]; do sleep 0.05; done; echo disk is full; exit 7`),
      never,
    );
    await writeFile(join(layout.root, 'full'), '');
    const broken = await parts.broken;
    expect(broken.message).toBe('Part b ended by itself (exit code 7).\nIts last words:\n  disk is full');
    await parts.stop();
  });

  it('say nothing of an end that was asked for', async () => {
    const { layout, parts } = await group();
    await parts.start(plan('a', layout.root, 'sleep 60'), never);
    await parts.stop();
    expect(await Promise.race([parts.broken, sleep(200, 'silence')])).toBe('silence');
  });

  it('keep the last words of an earlier run out of the report', async () => {
    const { layout, parts } = await group();
    const dying = plan('a', layout.root, 'exit 1', { isHealthy: async () => false });
    await parts.start(dying, never).catch(() => {});
    await appendFile(join(layout.logs, 'a.log'), 'words of long ago\n');
    await expect(parts.start(dying, never)).rejects.toThrow(/^Part a ended by itself \(exit code 1\)\.$/);
    await parts.stop();
  });
});
