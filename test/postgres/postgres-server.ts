import { execFile } from 'node:child_process';
import { access, chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { findSetpriv, leastPrivilege, ownedFolder } from '../../src/stack/privileges';
import { startPart } from '../../src/stack/running-part';

/** A PostgreSQL server on a folder that is gone afterwards. */
export interface PostgresServer {
  version: string;
  /** What makes Label Studio use it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/** Where Debian and its like keep the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';
const USER = 'labelstudio';
const PASSWORD = 'only-for-tests';

/**
 * The PostgreSQL that is installed, as an ordinary user on a free port. It keeps its promises of durability to nobody: data of tests.
 * @throws where none is installed, with what to install
 */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await findPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-postgres-'));
  await chmod(folder, 0o711);
  const { user, obstacle } = await leastPrivilege([folder, join(bin, 'postgres')]);
  if (obstacle) throw new Error(`PostgreSQL refuses to run as root, and an ordinary user may not enter ${obstacle}`);
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  await ownedFolder(data, user);
  await writeFile(secret, `${PASSWORD}\n`);
  const run = (program: string, args: string[]) =>
    promisify(execFile)(join(bin, program), args, { cwd: data, env: { PATH: bin, LC_ALL: 'C' }, ...user });
  await run('initdb', [
    '-D',
    data,
    '-U',
    USER,
    '--auth=scram-sha-256',
    `--pwfile=${secret}`,
    '-E',
    'UTF8',
    '--no-sync',
  ]);

  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const part = await startPart(
    {
      name: 'postgres',
      title: 'PostgreSQL',
      address: `127.0.0.1:${port}`,
      healthUrl: null,
      command: join(bin, 'postgres'),
      args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      environment: { PATH: bin, LC_ALL: 'C' },
      folder: data,
      user,
      isHealthy: () => run('pg_isready', ['-h', '127.0.0.1', '-p', String(port)]).then(() => true),
      startTimeoutMs: 60_000,
      stopTurn: 3,
      stopTimeoutMs: 5_000,
    },
    join(folder, 'logs'),
    await findSetpriv(process.env.PATH ?? ''),
  );
  const stop = async (): Promise<void> => {
    await part.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await part.healthy(new AbortController().signal);
    const { stdout } = await run('postgres', ['--version']);
    return {
      version: stdout.trim(),
      environment: {
        DJANGO_DB: 'default',
        POSTGRE_HOST: '127.0.0.1',
        POSTGRE_PORT: String(port),
        POSTGRE_USER: USER,
        POSTGRE_PASSWORD: PASSWORD,
        POSTGRE_NAME: 'postgres',
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The folder that `ANNOLOOP_TEST_POSTGRES` names, one of the PATH, or Debian's newest. */
async function findPrograms(): Promise<string> {
  const versions = await readdir(DEBIAN).catch((): string[] => []);
  const folders = [
    process.env.ANNOLOOP_TEST_POSTGRES ?? '',
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, 'bin')),
  ];
  for (const folder of folders) {
    if (folder !== '' && (await hasPrograms(folder))) return folder;
  }
  throw new Error(
    "no PostgreSQL server is installed: install the package `postgresql` (Debian, Ubuntu), or let ANNOLOOP_TEST_POSTGRES name the folder of another one's initdb, postgres and pg_isready",
  );
}

const hasPrograms = (folder: string): Promise<boolean> =>
  Promise.all(['initdb', 'postgres', 'pg_isready'].map((program) => access(join(folder, program)))).then(
    () => true,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
