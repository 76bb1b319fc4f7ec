import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ApplicationFailure, Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { addressesFrom, s3ClientFor } from '../../examples/food11/addresses';
import { emojiSource } from '../../examples/food11/images/emoji-source';
import { FOOD11_CLASSES } from '../../examples/food11/images/glyphs';
import type { Picture } from '../../examples/food11/images/picture';
import { trainerFolder } from '../../examples/food11/repository';
import { type Predictor, startPredictor } from '../../examples/food11/traffic/predictor';
import { trainerPython } from '../../examples/food11/trainer-environment';
import { cacheFolder } from '../../src/config/cache-folder';
import type { TrainingRequest, TrainingResult } from '../../src/contracts/retraining';
import type { trainOnce } from './train-once';

jest.setTimeout(300_000); // the first run installs the trainer's packages

const unique = randomBytes(5).toString('hex');
const bucket = `demo-dataset-${unique}`;
const models = `demo-models-${unique}`;
const taskQueue = `demo-training-${unique}`;
const s3 = s3ClientFor(addressesFrom(process.env));
const environment = { ...process.env, FOOD11_MODEL_BUCKET: models, FOOD11_TASK_QUEUE: taskQueue };
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let python: string;
let folder: string;
let trainer: ChildProcess;
let predictor: Predictor;
let connection: Connection;
let native: NativeConnection;
let caller: Worker;
let running: Promise<void>;
let first: { modelVersion: string; pictures: number };
let pictures: Picture[];

async function take(from: AsyncIterable<Picture>, count: number): Promise<Picture[]> {
  const taken: Picture[] = [];
  for await (const picture of from) {
    if (taken.push(picture) >= count) break;
  }
  return taken;
}

async function put(key: string, bytes: Buffer | string): Promise<{ bucket: string; key: string; sha256: string }> {
  const body = Buffer.from(bytes);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  return { bucket, key, sha256: sha256(body) };
}

/** An approved dataset of these pictures, as the gate hands it over. */
async function requestOf(name: string, items: readonly Picture[], change: (line: object) => object = (l) => l) {
  const lines = items.map((picture, i) => {
    const line = {
      itemId: `${name}-${i}`,
      bucket,
      key: `training/${picture.sha256}.jpg`,
      className: picture.className,
      contentSha256: picture.sha256,
    };
    return JSON.stringify(change(line));
  });
  for (const picture of items) await put(`training/${picture.sha256}.jpg`, picture.bytes);
  const manifest = await put(`${name}/manifest.jsonl`, lines.map((line) => `${line}\n`).join(''));
  const classes = FOOD11_CLASSES.map((className, id) => ({ id, name: className, aliases: [], retired: false }));
  const request: TrainingRequest = {
    jobId: `${name}-${unique}`,
    loop: 'demo',
    manifest: { ...manifest, rows: items.length },
    estimate: await put(`${name}/estimate.json`, '{}'),
    classes: await put(`${name}/classes.json`, JSON.stringify({ version: 1, classes })),
    digest: sha256(Buffer.from(name)),
  };
  return request;
}

async function train(request: TrainingRequest): Promise<TrainingResult> {
  return new Client({ connection }).workflow.execute<typeof trainOnce>('trainOnce', {
    args: [request, taskQueue],
    taskQueue: `${taskQueue}-caller`,
    workflowId: `train-${randomBytes(5).toString('hex')}`,
  });
}

async function failureOf(request: TrainingRequest): Promise<ApplicationFailure> {
  const error = await train(request).then(
    () => null,
    (reason: unknown) => reason,
  );
  const cause = error instanceof WorkflowFailedError ? error.cause?.cause : null;
  if (!(cause instanceof ApplicationFailure)) throw error;
  return cause;
}

async function objects(prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: models, Prefix: prefix }));
  return Contents.map(({ Key, LastModified, ETag }) => `${Key} ${LastModified?.toISOString()} ${ETag}`);
}

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const cache = cacheFolder(process.env, process.getuid?.());
  const signal = AbortSignal.timeout(280_000);
  python = await trainerPython({ cache, environment: process.env, say: () => undefined, signal });

  folder = await mkdtemp(join(tmpdir(), 'annoloop-trainer-'));
  for (const picture of await take(emojiSource('test').base(), 1_000)) {
    const classFolder = join(folder, 'base', picture.className.replaceAll('/', '-'));
    await mkdir(classFolder, { recursive: true });
    await writeFile(join(classFolder, `${picture.sha256}.jpg`), picture.bytes);
  }
  await writeFile(join(folder, 'classes.json'), JSON.stringify(FOOD11_CLASSES));
  const args = ['-m', 'food11_trainer', 'train-first', '--classes', join(folder, 'classes.json'), join(folder, 'base')];
  const { stdout } = await promisify(execFile)(python, args, { cwd: trainerFolder(), env: environment });
  first = JSON.parse(stdout) as typeof first;

  trainer = spawn(python, ['-m', 'food11_trainer', 'worker'], {
    cwd: trainerFolder(),
    env: environment,
    stdio: 'ignore',
  });
  predictor = startPredictor(python, trainerFolder(), environment);
  connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
  native = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
  caller = await Worker.create({
    connection: native,
    taskQueue: `${taskQueue}-caller`,
    workflowsPath: require.resolve('./train-once'),
  });
  running = caller.run();
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  pictures = await take(emojiSource('test').traffic(1, 60), 60);
});

afterAll(async () => {
  caller?.shutdown();
  await running;
  await native?.close();
  await connection?.close();
  await predictor?.stop();
  if (trainer !== undefined && trainer.exitCode === null) {
    trainer.kill('SIGTERM');
    await new Promise((resolve) => trainer.once('exit', resolve));
  }
  s3.destroy();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

describe('the trainer', () => {
  it('makes of the base set a first model that production can predict with', async () => {
    expect(first).toMatchObject({ modelVersion: expect.stringMatching(/^food11-base-/), pictures: 920 });
    const predictions = await predictor.predict(
      first.modelVersion,
      pictures.map((picture) => picture.bytes),
    );
    expect(predictions).toHaveLength(60);
    for (const { class: name, confidence, scores } of predictions) {
      expect(FOOD11_CLASSES).toContain(name);
      expect(confidence).toBe(scores[name]);
      expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6);
    }
  });

  it('trains once for a job that is asked for twice', async () => {
    const request = await requestOf('twice', pictures);
    const result = await train(request);
    const stored = [...(await objects('models/')), ...(await objects('jobs/'))];
    expect(await train(request)).toEqual(result);
    expect([...(await objects('models/')), ...(await objects('jobs/'))]).toEqual(stored);
    expect(result).toMatchObject({
      metrics: { items: 60, baseItems: 920, classes: 11 },
      model: { bucket: models, key: `models/${result.modelVersion}.joblib` },
    });
    expect(result.metrics.holdOutAccuracy).toBeGreaterThan(0);
  });

  it('has learnt what it was shown', async () => {
    const { modelVersion } = await train(await requestOf('learnt', pictures));
    const images = pictures.map((picture) => picture.bytes);
    const right = async (version: string): Promise<number> =>
      (await predictor.predict(version, images)).filter((p, i) => p.class === pictures[i]?.className).length;
    expect(await right(modelVersion)).toBe(60);
    expect(await right(first.modelVersion)).toBeLessThan(50);
  });

  it('says null where a metric would be NaN', async () => {
    const { metrics } = await train(await requestOf('few', pictures.slice(0, 3)));
    expect(metrics).toMatchObject({ items: 3, holdOutAccuracy: null });
  });

  it('refuses a manifest that is not the approved one, without a retry', async () => {
    const request = await requestOf('swapped', pictures.slice(0, 3));
    await put('swapped/manifest.jsonl', '{}\n');
    const failure = await failureOf(request);
    expect(failure).toMatchObject({ type: 'BadDataset', nonRetryable: true });
    expect(failure.message).toContain(`approved was ${request.manifest.sha256}`);
  });

  it('refuses an object that changed since it was labelled, and says which', async () => {
    const request = await requestOf('changed', pictures.slice(0, 3), (line) => ({ ...line, contentSha256: 'f00d' }));
    expect((await failureOf(request)).message).toMatch(/training\/[0-9a-f]{64}\.jpg changed since it was labelled/);
  });

  it('refuses a manifest that names an object which is gone', async () => {
    const request = await requestOf('gone', pictures.slice(0, 1), (line) => ({ ...line, key: 'training/gone.jpg' }));
    expect(await failureOf(request)).toMatchObject({ type: 'ObjectMissing', nonRetryable: true });
  });

  it('has no model of a version that was never trained', async () => {
    await expect(predictor.predict('food11-never', [Buffer.from('x')])).rejects.toThrow(
      /model food11-never predicted nothing: .*models\/food11-never\.joblib does not exist/,
    );
  });
});
