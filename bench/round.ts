import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Client, Connection } from '@temporalio/client';
import { annoloop, COMMAND_LINE } from '../examples/food11/command-line';
import { cacheFolder } from '../src/config/cache-folder';
import { ownParts } from '../src/stack/parts/own-parts';
import { startStack } from '../src/stack/start-stack';
import { answerAll } from './answer-all';
import { loopFile } from './loop-file';
import { stepSeconds } from './step-seconds';

/**
 * One round of many objects on the embedded stack, all of them drawn, answered and filed: objects a second of each step,
 * peak memory of the worker, events. The peer for the census is what notebooks do: every object's tags read one after
 * the other with the same SDK, in the same run on the same server.
 *
 * npm run bench:round -- [objects]
 */
const OBJECTS = Number(process.argv[2] ?? 2000);
const OBJECT_BYTES = 20_000;
const BUCKET = 'bench-production';

async function main(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'annoloop-bench-'));
  const any = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };
  const program = { main: COMMAND_LINE, environment: process.env, warn: () => undefined };
  const stack = await startStack({
    data,
    cache: cacheFolder(process.env, process.getuid?.()),
    ports: any,
    environment: process.env,
    ownParts: (started) => ownParts(program, started),
  });
  try {
    await measure({ ...process.env, ...stack.environment }, data);
  } finally {
    await stack.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function measure(environment: NodeJS.ProcessEnv, data: string): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const s3 = new S3Client({
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
    endpoint: environment.S3_ENDPOINT ?? '',
    region: environment.S3_REGION ?? '',
    forcePathStyle: true,
  });
  await upload(s3);
  const notebook = await seconds(() => readTagsOneByOne(s3));

  const file = join(data, 'bench.yaml');
  await writeFile(file, loopFile('bench', 100));
  await annoloop(['apply', file], environment);
  const started = JSON.parse(await annoloop(['round', 'start', 'bench', '--json'], environment)) as { round: string };
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' });
  const round = new Client({ connection }).workflow.getHandle(started.round);
  const answering = await seconds(() => answerAll(environment, round, OBJECTS));
  const steps = await stepSeconds(new Client({ connection }), started.round);
  const { events } = await round.fetchHistory();

  say(`${OBJECTS} objects of ${OBJECT_BYTES / 1000} KB, all drawn`);
  const census = steps.takeCensus ?? Number.NaN;
  say(
    `census   ${rate(census)}; one after the other ${rate(notebook)}: ${(notebook / census).toFixed(1)} times as fast`,
  );
  say(`draw     ${rate(steps.drawItems)} (every image read once for its digest)`);
  say(`import   ${rate(steps.importTasks)}`);
  say(`answers  ${rate(answering)} (Label Studio's own pace)`);
  say(`filing   ${rate(steps.fileLabelled)} (copied, verified, recorded, deleted)`);
  say(`history  ${events?.length} events`);
  say(`worker   ${await peakMemory(data)} MB at its peak`);
  await connection.close();
  s3.destroy();
}

async function upload(s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const left = Array.from({ length: OBJECTS }, (_, index) => index).values();
  const lane = async (): Promise<void> => {
    for (const index of left) {
      await s3.send(
        new PutObjectCommand({
          Bucket: BUCKET,
          Key: `2026/11/21/${index}.jpg`,
          Body: randomBytes(OBJECT_BYTES),
          Tagging: `predicted_class=Bread&confidence=0.${String(index % 90).padStart(2, '0')}&timestamp=2026-11-21T00:00:00Z&model_version=m1`,
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  // Windows end on whole seconds of the store's clock.
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

async function readTagsOneByOne(s3: S3Client): Promise<void> {
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key }));
    token = page.NextContinuationToken;
  } while (token);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const rate = (took: number | undefined): string =>
  took === undefined ? 'unknown' : `${Math.round(OBJECTS / took)} a second (${took.toFixed(1)} s)`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** VmHWM of the worker process, as Linux accounts for it. */
async function peakMemory(data: string): Promise<string> {
  const { parts } = JSON.parse(await readFile(join(data, 'stack.json'), 'utf8')) as {
    parts: { name: string; pid: number }[];
  };
  const pid = parts.find(({ name }) => name === 'worker')?.pid;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const peak = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return peak === undefined ? 'unknown' : (Number(peak) / 1024).toFixed(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
