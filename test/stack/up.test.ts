import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir, readFile, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { runningStackEnvironment } from '../../src/stack/environment-file';
import { dataLayout } from '../../src/stack/folders';
import { isAlive } from '../../src/stack/process-identity';
import { readState } from '../../src/stack/stack-state';
import { removeScratch, scratch, script } from './scratch';

/** The built command line, as users start it; real servers, each test on data of its own. */
const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');
const LIMIT = 180_000;

const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}, LIMIT);
afterAll(removeScratch);

interface Ended {
  code: number | null;
  output: string;
}

function annoloop(args: string[], environment: Record<string, string> = {}) {
  const { TEMPORAL_ADDRESS, S3_ENDPOINT, LABEL_STUDIO_URL, ...ours } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...ours, ...environment } });
  started.push(child);
  let output = '';
  let heard = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
      heard();
    });
  }
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const says = (words: string) =>
    new Promise<void>((resolve, reject) => {
      heard = () => output.includes(words) && resolve();
      heard();
      void ended.then(() => reject(new Error(`ended without '${words}':\n${output}`)));
    });
  return { child, ended, says };
}

const up = (data: string, ...more: string[]) =>
  annoloop(['up', '--no-worker', '--ports', 'free', '--data', data, ...more]);

async function living(data: string) {
  const state = await readState(dataLayout(data).state);
  const parts = state?.parts ?? [];
  return Promise.all(parts.map(async (part) => ({ ...part, alive: await isAlive(part) })));
}

function objects(environment: Record<string, string>): S3Client {
  const { S3_ENDPOINT, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  return new S3Client({
    endpoint: S3_ENDPOINT ?? '',
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' },
  });
}

it(
  'serves until it is told to stop, leaves no process, and goes on in the background with its data and its secrets',
  async () => {
    const data = await scratch();
    const layout = dataLayout(data);
    const first = annoloop(['up', '--ports', 'free', '--data', data]);
    await first.says('Everything is up');

    const status = await annoloop(['status', '--json', '--data', data]).ended;
    expect(status.code).toBe(0);
    expect(JSON.parse(status.output)).toMatchObject({
      ready: true,
      pid: first.child.pid,
      parts: expect.arrayContaining(
        ['temporal', 'object-store', 'label-studio', 'worker', 'server'].map((name) =>
          expect.objectContaining({ name, healthy: true }),
        ),
      ),
    });
    const second = await up(data).ended;
    expect(second).toMatchObject({
      code: 1,
      output: expect.stringContaining('A stack already runs with the data folder'),
    });

    const environment = (await runningStackEnvironment(layout, {})) ?? {};
    await objects(environment).send(new CreateBucketCommand({ Bucket: 'kept' }));
    const secrets = await readFile(layout.secrets, 'utf8');
    expect((await stat(layout.secrets)).mode & 0o777).toBe(0o600);
    expect((await stat(layout.environment)).mode & 0o777).toBe(0o600);

    const parts = await living(data);
    expect(parts.map(({ alive }) => alive)).toEqual([true, true, true, true, true]);
    expect(await annoloop(['down', '--data', data]).ended).toMatchObject({ code: 0 });
    const { code, output } = await first.ended;
    expect(code).toBe(0);
    expect(output).not.toContain((JSON.parse(secrets) as { labelStudioPassword: string }).labelStudioPassword);
    expect(await Promise.all(parts.map(isAlive))).not.toContain(true);
    expect(await annoloop(['status', '--data', data]).ended).toMatchObject({ code: 3 });
    expect(await annoloop(['down', '--data', data]).ended).toMatchObject({ code: 3 });

    const again = await up(data, '--detach').ended;
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('Everything is up') });
    expect((await living(data)).map(({ alive }) => alive)).toEqual([true, true, true]);
    expect(await readFile(layout.secrets, 'utf8')).toBe(secrets);
    const kept = await objects((await runningStackEnvironment(layout, {})) ?? {}).send(new ListBucketsCommand({}));
    expect(kept.Buckets?.map(({ Name }) => Name)).toEqual(['kept']);
    expect(await annoloop(['down', '--data', data]).ended).toMatchObject({ code: 0 });
  },
  LIMIT,
);

it(
  'stops everything with its last words when a part ends by itself',
  async () => {
    const data = await scratch();
    const running = up(data);
    await running.says('Everything is up');
    const parts = await living(data);
    process.kill(parts.find(({ name }) => name === 'object-store')?.pid ?? 0, 'SIGKILL');
    expect(await running.ended).toMatchObject({
      code: 4,
      output: expect.stringMatching(
        /Error: Object storage \(versitygw\) ended by itself \(SIGKILL\)[\s\S]*object-store\.log/,
      ),
    });
    expect(await Promise.all(parts.map(isAlive))).toEqual([false, false, false]);
  },
  LIMIT,
);

it(
  'stops the others at once when one does not come up',
  async () => {
    const data = await scratch();
    const broken = await script(join(await scratch(), 'versitygw'), 'sleep 1; echo no licence for today; exit 9');
    const args = ['up', '--no-worker', '--ports', 'free', '--data', data];
    expect(await annoloop(args, { ANNOLOOP_VERSITYGW: broken }).ended).toMatchObject({
      code: 4,
      output: expect.stringMatching(/ended by itself \(exit code 9\)[\s\S]*no licence for today/),
    });
    expect(await readState(dataLayout(data).state)).toBeNull();
  },
  LIMIT,
);

it(
  'ends what a killed run left behind, and goes on with its data',
  async () => {
    const data = await scratch();
    // without setpriv the kernel does not end the parts together with `up`
    const killed = annoloop(['up', '--no-worker', '--ports', 'free', '--data', data], { PATH: '/nowhere' });
    await killed.says('Everything is up');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await runningStackEnvironment(dataLayout(data), {})).toBeNull();
    const orphans = await living(data);
    expect(orphans.map(({ alive }) => alive)).toEqual([true, true, true]);
    expect(await annoloop(['status', '--data', data]).ended).toMatchObject({
      code: 3,
      output: expect.stringContaining('parts of it still run'),
    });

    const next = up(data);
    await next.says('Everything is up');
    expect(await Promise.all(orphans.map(isAlive))).toEqual([false, false, false]);
    next.child.kill('SIGINT');
    expect(await next.ended).toMatchObject({ code: 0, output: expect.stringContaining('Stopped. The data stays') });
  },
  LIMIT,
);

it(
  'can be interrupted while it starts, and leaves nothing running',
  async () => {
    const data = await scratch();
    const starting = up(data);
    await starting.says('Temporal: done');
    const parts = await living(data);
    expect(parts.length).toBeGreaterThan(0);
    starting.child.kill('SIGINT');
    expect(await starting.ended).toMatchObject({
      code: 130,
      output: expect.stringContaining('Stopped before everything was up.'),
    });
    expect(await Promise.all(parts.map(isAlive))).not.toContain(true);
    expect(await readState(dataLayout(data).state)).toBeNull();
  },
  LIMIT,
);

it(
  'is stopped by `down` while it still installs, and leaves no half-installed tool',
  async () => {
    const [data, folder] = [await scratch(), await scratch()];
    const bin = join(folder, 'bin');
    await script(join(bin, 'go'), `[ "$1" = env ] && { echo ${folder}; exit 0; }\necho building; exec sleep 60`);
    await script(join(bin, 'python3'), `[ "$1" = -c ] && { echo "3 11 $0"; exit 0; }\nexec sleep 60`);
    const installing = annoloop(['up', '--ports', 'free', '--data', data], {
      ANNOLOOP_CACHE_DIR: join(folder, 'cache'),
      ANNOLOOP_PYTHON: join(bin, 'python3'),
      PATH: `${bin}:/usr/bin:/bin`,
    });
    await installing.says('Installing Label Studio 1.23.2 …');
    expect(await annoloop(['status', '--data', data]).ended).toMatchObject({
      code: 4,
      output: expect.stringContaining('(yet)'),
    });
    expect(await annoloop(['down', '--data', data]).ended).toMatchObject({ code: 0 });
    expect(await installing.ended).toMatchObject({ code: 130 });
    expect(await readdir(join(folder, 'cache', 'tools'))).toEqual([]);
  },
  LIMIT,
);

it(
  'says that the data belongs to other secrets rather than wait for a Label Studio that will never know our token',
  async () => {
    const data = await scratch();
    const layout = dataLayout(data);
    const first = up(data);
    await first.says('Everything is up');
    first.child.kill('SIGTERM');
    await first.ended;
    await rm(layout.secrets);
    expect(await up(data).ended).toMatchObject({
      code: 4,
      output: expect.stringMatching(/does not know our token\.[\s\S]*another secrets\.json/),
    });
  },
  LIMIT,
);

describe('starts nothing', () => {
  it('where a port is in use', async () => {
    const data = await scratch();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const refused = await up(data, '--label-studio-port', String(port)).ended;
    server.close();
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringContaining(`A port is in use on 127.0.0.1: ${port} (wanted for Label Studio).`),
    });
    expect(await readdir(data)).toEqual([]);
  });

  it('where the tools are not installed and Go, which builds them, is missing', async () => {
    const data = await scratch();
    const empty = { PATH: '/nowhere', ANNOLOOP_CACHE_DIR: join(await scratch(), 'cache') };
    const refused = await annoloop(['up', '--ports', 'free', '--data', data], empty).ended;
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Go, which builds it, is missing\.[\s\S]*docker compose up/),
    });
    await expect(access(empty.ANNOLOOP_CACHE_DIR)).rejects.toThrow('ENOENT');
  });

  it('with a port that is none', async () => {
    expect(await up(await scratch(), '--temporal-port', '70000').ended).toMatchObject({
      code: 2,
      output: expect.stringContaining('A port is a whole number from 0 to 65535'),
    });
  });
});
