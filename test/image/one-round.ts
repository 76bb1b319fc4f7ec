import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { answerAll } from '../../bench/answer-all';
import { loopFile } from '../../bench/loop-file';
import { annoloop } from '../../examples/food11/command-line';
import { createS3Store } from '../../src/object-store/s3-store';
import { startTestStack } from '../setup/test-stack';

const PICTURES = 8;

/** One round whose worker runs in the container, by the embedded stack of this machine. */
export async function oneRound(container: string, say: (line: string) => void): Promise<void> {
  const { environment, stop } = await startTestStack();
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-image-'));
  const worker = startWorker(container, environment);
  try {
    const everything = { ...process.env, ...environment };
    await upload(environment);
    const file = join(folder, 'image.yaml');
    await writeFile(file, loopFile('image', 4));
    await annoloop(['apply', file], everything);
    const { round } = JSON.parse(await annoloop(['round', 'start', 'image', '--json'], everything)) as {
      round: string;
    };
    say(`started ${round}`);

    const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' });
    const client = new Client({ connection });
    await Promise.race([answerAll(everything, client.workflow.getHandle(round), PICTURES), ended(worker)]);
    const status = await annoloop(['round', 'show', round], everything);
    await connection.close();
    say(status);
    if (!new RegExp(`filed\\s+${PICTURES};`).test(status)) throw new Error(`not all ${PICTURES} pictures were filed`);
    say('The worker in the image ran a whole round.');
  } finally {
    worker.kill('SIGTERM');
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function startWorker(container: string, environment: Record<string, string>): ChildProcess {
  const names = Object.keys(environment).filter((name) => !name.startsWith('ANNOLOOP_TEST_'));
  const variables = names.flatMap((name) => ['--env', `${name}=${environment[name]}`]);
  // Shares this machine's network: the stack listens on loopback only.
  const args = [
    'run',
    '--isolation',
    'chroot',
    ...variables,
    container,
    '--',
    'node',
    '/app/dist/src/cli/main.js',
    'worker',
  ];
  return spawn('buildah', args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

async function ended(worker: ChildProcess): Promise<never> {
  const code = await new Promise((resolve) => worker.once('exit', resolve));
  throw new Error(`the worker in the image ended with ${code}`);
}

async function upload(environment: Record<string, string>): Promise<void> {
  const store = createS3Store({
    endpoint: environment.S3_ENDPOINT ?? '',
    publicEndpoint: null,
    region: environment.S3_REGION ?? '',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
    forcePathStyle: true,
    requestTimeoutMs: 30_000,
    maxSockets: 8,
  });
  const bucket = 'image-production';
  await store.ensureBucket(bucket);
  for (let index = 0; index < PICTURES; index += 1) {
    const tags = {
      predicted_class: 'Bread',
      confidence: '0.5',
      timestamp: '2026-11-21T00:00:00Z',
      model_version: 'm1',
    };
    await store.put({ bucket, key: `${index}.png` }, Buffer.from(`picture ${index}`), { tags });
  }
  // Windows end on whole seconds of the store's clock.
  await new Promise((resolve) => setTimeout(resolve, 2500));
}
