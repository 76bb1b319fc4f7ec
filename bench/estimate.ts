import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../src/config/cache-folder';
import { startStack } from '../src/stack/start-stack';
import { pythonWith } from '../src/stack/tools/python-environment';

/**
 * Draw, estimate and report of one large round from the ledger on a real store: seconds, peak memory of a process that
 * does nothing else. The peer is what notebooks do with pandas and Parquet: join draw and labels, group, divide; in the
 * same run, from the same files, on the same machine.
 *
 * npm run bench:estimate -- [census rows] [labels]
 */
const CENSUS_ROWS = Number(process.argv[2] ?? 1_000_000);
const LABELS = Number(process.argv[3] ?? 100_000);

async function main(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'annoloop-bench-'));
  const ports = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };
  const cache = cacheFolder(process.env, process.getuid?.());
  const stack = await startStack({ data, cache, ports, environment: process.env, ownParts: async () => [] });
  try {
    const environment = {
      ...process.env,
      ...stack.environment,
      ANNOLOOP_CACHE_DIR: join(data, 'bench-cache'),
    };
    const step = (name: string) => run(environment, ['estimate-steps.js', name, String(CENSUS_ROWS), String(LABELS)]);
    await step('prepare');
    process.stdout.write(`${CENSUS_ROWS} census rows, ${LABELS} labels\n`);
    for (const name of ['draw', 'estimate', 'report', 'dataset']) await step(name);
    await peer(environment, data);
  } finally {
    await stack.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** The same questions, asked by a notebook. */
async function peer(environment: NodeJS.ProcessEnv, data: string): Promise<void> {
  const folder = join(__dirname, '../../bench/pandas');
  const python = await pythonWith(join(folder, 'requirements.txt'), 'bench-pandas', {
    cache: cacheFolder(process.env, process.getuid?.()),
    environment: process.env,
    say: () => undefined,
    signal: new AbortController().signal,
  });
  const { draw, labels, seconds } = JSON.parse(await readFile(join(data, 'bench-state.json'), 'utf8')) as State;
  const places = [draw.draw, labels.labels].map(({ key }) => `bench-ledger/${key}`);
  const { stdout } = await promisify(execFile)(python, [join(folder, 'estimate.py'), ...places], { env: environment });
  const [took = 0, peak = 0] = stdout.trim().split(' ').map(Number);
  process.stdout.write(
    `pandas    ${took.toFixed(1)} s, ${peak} MB at its peak: the estimate takes ${(seconds.estimate / took).toFixed(1)} times as long\n`,
  );
}

interface State {
  draw: { draw: { key: string } };
  labels: { labels: { key: string } };
  seconds: { estimate: number };
}

/** A step in a process of its own, so that its peak memory is its own. */
function run(environment: NodeJS.ProcessEnv, [script = '', ...args]: string[]): Promise<void> {
  const child = spawn(process.execPath, [join(__dirname, script), ...args], { env: environment, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${script} ${args[0]} ended with ${code}`)),
    );
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
