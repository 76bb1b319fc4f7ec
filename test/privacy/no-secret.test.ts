import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { registerApply } from '../../src/cli/commands/apply';
import { registerApprove } from '../../src/cli/commands/approve';
import { registerExplore } from '../../src/cli/commands/explore';
import { registerItems } from '../../src/cli/commands/items';
import { registerLoop } from '../../src/cli/commands/loop';
import { registerModels } from '../../src/cli/commands/models';
import { registerPlan } from '../../src/cli/commands/plan';
import { registerReport } from '../../src/cli/commands/report';
import { registerRound } from '../../src/cli/commands/round';
import { registerValidate } from '../../src/cli/commands/validate';
import { generateSecret } from '../../src/config/environment/media-keys';
import type { ConfigRef } from '../../src/contracts/artifact';
import type { ImageMode } from '../../src/contracts/loop-config';
import { gateId } from '../../src/domain/workflow-ids';
import { TASKS } from '../../src/ledger/tables';
import { HOOK_SECRET_HEADER, hookSecret } from '../../src/signing/hook-secret';
import { retryStep } from '../../src/temporal/operate-round';
import { findLoop } from '../../src/temporal/schedules';
import { gateStatusQuery, roundStatusQuery } from '../../workflows/messages';
import { newLoopFile } from '../cli/loop-file';
import { runCommand } from '../cli/run-command';
import { type Line, startLine } from '../faults/line';
import { type OwnStore, startOwnStore } from '../faults/own-store';
import { answerTasks, picturesByItem, taskData, theTruth } from '../rounds/people';
import { produce, tasksOf } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, openBench, type Round, type TestLoop } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { stack } from '../setup/stack';
import { type BuiltProcess, runBuilt, startBuilt } from './built-process';
import { type Canaries, sightings } from './canaries';
import { startEchoServer } from './echo-server';
import { everythingInTemporal, type Said } from './everything-in-temporal';
import { everythingInBucket, everythingInFolder } from './everything-stored';

jest.setTimeout(420_000);

const MODES: readonly ImageMode[] = ['link', 'storage', 'presigned'];
const QUERIES = ['roundStatus', 'gateStatus', '__temporal_workflow_metadata', '__stack_trace'];
const COMMANDS = [
  registerApply,
  registerApprove,
  registerExplore,
  registerItems,
  registerLoop,
  registerModels,
  registerPlan,
  registerReport,
  registerRound,
  registerValidate,
];
/** Six of these are for training: two at least are left, whichever four the evaluation draw takes. */
const all = pictures(20);

/** One loop of the scene. */
interface Played {
  images: ImageMode;
  loop: TestLoop;
  file: string;
  round: Round;
}

let folder: string;
let store: OwnStore;
let bench: Bench;
let lines: { labelStudio: Line; store: Line };
let trainer: Awaited<ReturnType<typeof startEchoServer>>;
let environment: Record<string, string>;
let canaries: Record<string, string>;
let worker: BuiltProcess;
let server: BuiltProcess;
const loops: Played[] = [];
/** What the command line printed. */
const printed: Said[] = [];

/** A whole faulty round in each mode, by processes whose every secret is known here. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annoloop-privacy-'));
  for (const name of ['cache', 'cli-cache', 'scratch', 'home']) await mkdir(join(folder, name));
  store = await startOwnStore();
  bench = await openBench(store.environment);
  lines = { labelStudio: await startLine(stack.labelStudio.url), store: await startLine(store.endpoint) };
  trainer = await startEchoServer();
  const [publicPort, operatorPort] = [await freePort(), await freePort()];
  const [newer, older, trainerSecret] = [generateSecret(), generateSecret(), generateSecret()];
  environment = {
    PATH: process.env.PATH ?? '',
    HOME: join(folder, 'home'),
    TEMPORAL_ADDRESS: stack.temporal.address,
    TEMPORAL_NAMESPACE: bench.temporal.namespace,
    ...store.environment,
    S3_ENDPOINT: lines.store.url,
    S3_PUBLIC_ENDPOINT: store.endpoint,
    S3_REGION: stack.objectStore.region,
    LABEL_STUDIO_URL: lines.labelStudio.url,
    LABEL_STUDIO_USER_TOKEN: stack.labelStudio.token,
    ANNOLOOP_PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
    ANNOLOOP_PUBLIC_PORT: String(publicPort),
    ANNOLOOP_OPERATOR_PORT: String(operatorPort),
    ANNOLOOP_MEDIA_KEYS: `new:${newer},old:${older}`,
    ANNOLOOP_TRAINER_SECRET: trainerSecret,
    ANNOLOOP_CACHE_DIR: join(folder, 'cache'),
    ANNOLOOP_LOG_LEVEL: 'trace',
  };
  canaries = {
    'Label Studio token': stack.labelStudio.token,
    'access key id': given(store.environment.AWS_ACCESS_KEY_ID),
    'secret access key': given(store.environment.AWS_SECRET_ACCESS_KEY),
    'media key': newer,
    'old media key': older,
    'trainer secret': trainerSecret,
  };
  Object.assign(process.env, environment, { ANNOLOOP_CACHE_DIR: join(folder, 'cli-cache') });
  for (const images of MODES) loops.push(await applied(images));
  injectFaults();
  trainer.echo({ status: 503, form: 'text' });
  worker = startBuilt(['worker'], environment);
  server = startBuilt(['server'], environment);
  await Promise.all([worker.hasSaid('worker is ready'), server.hasSaid('server is listening')]);
  await play(newer);
  await speak();
});

afterAll(async () => {
  await Promise.all([worker?.stop(), server?.stop()]);
  await Promise.all([lines?.labelStudio.close(), lines?.store.close(), trainer?.close(), bench?.close()]);
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A loop of this mode, applied by the command line, with pictures. */
async function applied(images: ImageMode): Promise<Played> {
  const { file, name, source } = await newLoopFile({
    classes: ['Bread', 'Noodles/Pasta'],
    annotation: {
      project: `Privacy ${images}`,
      images,
      poll: '5s',
      until: { evaluation: { answered: '100%', atLeast: 2 }, training: { answered: '100%' }, deadline: '1d' },
    },
    retraining: {
      when: { newLabels: 1 },
      approval: { required: images === 'link' },
      trigger: { kind: 'webhook', url: images === 'storage' ? 'http://127.0.0.1:9/train' : `${trainer.url}/train` },
    },
  });
  await bench.store.ensureBucket(source);
  const { code, err } = await command('apply', file, '--json');
  if (code !== 0) throw new Error(err);
  const { configRef } = await findLoop(bench.temporal.client, name);
  const { config, ledger } = await bench.dependencies.openLoop(configRef);
  const start = () => Promise.reject(new Error('by the command line'));
  const loop: TestLoop = { config, ledger, ref: configRef as ConfigRef, start };
  await produce(bench, loop, all);
  const { round } = JSON.parse((await command('round', 'start', name, '--json')).out) as { round: string };
  return { images, loop, file, round: bench.temporal.client.workflow.getHandle(round) as unknown as Round };
}

/** Runs a command within this process, which has the environment of the others, and keeps what it printed. */
async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const ran = await runCommand(COMMANDS, args);
  printed.push({ place: `annoloop ${args.join(' ')}`, content: `${ran.out}${ran.err}` });
  return ran;
}

/** Faults that say secrets back, each for the first few requests that it can befall. */
function injectFaults(): void {
  const { labelStudio: token } = { labelStudio: `Token ${stack.labelStudio.token}` };
  const signed = `http://s/b/k?X-Amz-Credential=${canaries['access key id']}%2F20261121&X-Amz-Signature=${'0f1e2d3c'.repeat(8)}`;
  const html = { 'content-type': 'text/html' };
  const json = { 'content-type': 'application/json' };
  const page = `<html><head><title>${token}</title></head><body>${token} ${signed}</body></html>`;
  const xml = (code: string) =>
    `<Error><Code>${code}</Code><Message>${signed} ${token}</Message><AWSAccessKeyId>${canaries['access key id']}</AWSAccessKeyId><StringToSign>${signed}</StringToSign></Error>`;
  const isImport = ({ url }: { url: string }) => url.includes('/import');
  const people = lines.labelStudio;
  people.inject({ fault: { kind: 'answer', status: 503, headers: html, body: page }, times: 4 });
  people.inject({ fault: { kind: 'answer', status: 502, headers: html, body: page }, skip: 2, times: 2 });
  people.inject({
    matches: isImport,
    fault: {
      kind: 'answer',
      status: 400,
      headers: json,
      body: JSON.stringify({
        detail: `Error at item 0: ${token} :: {"image": "${signed}"}`,
        validation_errors: { [token]: [signed] },
      }),
    },
    times: 1,
  });
  people.inject({ matches: isImport, fault: { kind: 'drop-reply' }, skip: 1, times: 1 });
  people.inject({
    matches: isImport,
    fault: { kind: 'replace-reply', status: 200, headers: html, body: page },
    skip: 1,
    times: 1,
  });
  people.inject({
    matches: ({ method }) => method === 'GET',
    fault: { kind: 'answer', status: 401, headers: json, body: JSON.stringify({ detail: `Invalid token: ${token}` }) },
    skip: 20,
    times: 1,
  });
  const objects = lines.store;
  objects.inject({
    matches: ({ url }) => url.startsWith('/production-') && url.includes('list-type=2'),
    fault: { kind: 'answer', status: 503, body: xml('SlowDown') },
    skip: 1,
    times: 6,
  });
  objects.inject({
    matches: ({ url }) => url.startsWith('/production-') && url.includes('tagging'),
    fault: { kind: 'answer', status: 403, body: xml('SignatureDoesNotMatch') },
    skip: 2,
    times: 12,
  });
  objects.inject({
    matches: ({ method, url }) => method === 'PUT' && url.includes('/rounds/'),
    fault: { kind: 'drop-reply' },
    skip: 3,
    times: 3,
  });
  objects.inject({
    // Not beside the refused signatures: of what fails at once, a step says one.
    matches: ({ method, url }) => method === 'GET' && /^\/production-[^?]*\.png(\?x-id=GetObject)?$/.test(url),
    fault: { kind: 'answer', status: 400, body: xml(`Odd ${canaries['access key id']}`) },
    times: 1,
  });
  objects.inject({
    matches: ({ method, url }) => method === 'GET' && url.includes('/rounds/'),
    fault: { kind: 'cut-body' },
    skip: 40,
    times: 2,
  });
  objects.inject({
    matches: ({ method, url }) => method === 'GET' && url.includes('/rounds/'),
    fault: { kind: 'answer', status: 500, headers: html, body: page },
    skip: 30,
    times: 2,
  });
}

/** Every round to its end, through all of it; what is parked is tried again, what waits for a minute is not waited for. */
async function play(mediaKey: string): Promise<void> {
  await Promise.all(
    loops.map(async ({ images, loop, round }) => {
      await pushedTo(round, 'waiting');
      const tasks = await tasksOf(bench, loop, round.workflowId);
      for (const [index, { taskId }] of tasks.entries()) {
        const { image } = await taskData(taskId);
        if (typeof image !== 'string') throw new Error('a task has no image');
        const mac = /\/media\/[^.]+\.[^.]+\.[^.]+\.([\w-]+)$/.exec(image)?.[1];
        const signature = /X-Amz-Signature=([0-9a-f]+)/.exec(image)?.[1];
        if (mac) canaries[`media token ${images} ${index}`] = mac;
        if (signature) canaries[`signature ${images} ${index}`] = signature;
        if (mac) await fetch(image);
      }
      canaries[`hook secret ${images}`] = hookSecret([mediaKey], loop.config.name);
      await knock(loop.config.name, mediaKey);
      await answerTasks(tasks, await picturesByItem(bench, loop.config, all), theTruth);
      await pushedTo(round, 'amending');
    }),
  );
}

/** What strangers and Label Studio send to the server, forged and real. */
async function knock(loop: string, mediaKey: string): Promise<void> {
  const { ANNOLOOP_PUBLIC_URL: url = '', ANNOLOOP_TRAINER_SECRET: secret = '' } = environment;
  const body = JSON.stringify({ action: 'ANNOTATION_CREATED', secret });
  const headers = { 'content-type': 'application/json', [HOOK_SECRET_HEADER]: hookSecret([mediaKey], loop) };
  const answers = await Promise.all([
    fetch(`${url}/hooks/label-studio/${loop}`, { method: 'POST', headers, body }),
    fetch(`${url}/hooks/label-studio/${loop}`, {
      method: 'POST',
      headers: { ...headers, [HOOK_SECRET_HEADER]: mediaKey },
      body,
    }),
    fetch(`${url}/callbacks/training`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: `{"x":"${secret}"`,
    }),
    fetch(`${url}/media/${mediaKey}?token=${secret}`),
    fetch(`${url}/nothing/${secret}`),
  ]);
  for (const answer of answers) {
    printed.push({
      place: `answer of ${new URL(answer.url).pathname.split('/')[1]}`,
      content: `${JSON.stringify([...answer.headers])} ${await answer.text()}`,
    });
  }
}

const pushedTo = (round: Round, phase: string): Promise<void> =>
  eventually(
    async () => {
      const status = await round.query(roundStatusQuery);
      if (status.phase === 'blocked') await retryStep(bench.temporal.client, round.workflowId, { by: 'ada' });
      await triedNow(round);
      expect(status.phase).toBe(phase);
    },
    180_000,
    500,
  );

/** Refused credentials are tried again after a minute: an operator who mended them says `temporal activity reset`. */
async function triedNow(round: Round): Promise<void> {
  const { client, namespace } = bench.temporal;
  for (const { activityId, lastFailure } of (await round.describe()).raw.pendingActivities ?? []) {
    if (!/CredentialsRefused/.test(lastFailure?.applicationFailureInfo?.type ?? '')) continue;
    await client.workflowService.resetActivity({
      namespace,
      execution: { workflowId: round.workflowId },
      id: activityId ?? '',
    });
  }
}

/** Everything that the command line says, of what there is, of what is wrong, and of how it is used. */
async function speak(): Promise<void> {
  await eventually(async () => {
    for (const { loop } of loops) {
      const { phase } = await bench.temporal.client.workflow.getHandle(gateId(loop.config.name)).query(gateStatusQuery);
      expect(phase).not.toBe('gathering');
    }
  });
  const [{ loop, file, round }] = loops as [Played];
  const { name } = loop.config;
  const { digest } = (await gate(name)).proposal ?? { digest: '' };
  await command('approve', name, '--digest', digest, '--yes', '--by', 'ada', '--json');
  await worker.hasSaid('TrainerUnavailable');
  trainer.echo({ status: 400, form: 'headers' });
  await eventually(async () => expect((await gate(name)).phase).toBe('blocked'), 90_000);
  for (const args of [
    ['loop', 'list'],
    ['loop', 'list', '--json'],
    ['loop', 'show', name],
    ['loop', 'show', name, '--json'],
    ['round', 'list', name],
    ['round', 'list', name, '--json'],
    ['round', 'show', round.workflowId],
    ['round', 'show', round.workflowId, '--json'],
    ['models', name, '--json'],
    ['items', name],
    ['items', name, '--format', 'json'],
    ['report', name, '--json'],
    ['explore', file],
    ['plan', file],
    ['validate', file],
    ['apply', file],
    ['approve', name],
    ['loop', 'show', 'no-such-loop'],
    ['round', 'show', 'no-such-round'],
    ['items', name, '--where', 'nonsense'],
    ['--help'],
    ['apply', '--help'],
    ['items', '--help'],
    ['round', 'start', '--help'],
  ])
    await command(...args);
  for (const args of [
    ['worker', '--help'],
    ['loop', 'show', name, '--verbose'],
  ]) {
    printed.push({ place: `built annoloop ${args.join(' ')}`, content: (await runBuilt(args, environment)).said });
  }
  await writeFile(
    join(dirname(file), 'secret.yaml'),
    `token: ${canaries['trainer secret']}\nlabelStudioToken: ${canaries['Label Studio token']}\n`,
  );
  await command('validate', join(dirname(file), 'secret.yaml'));
  const wrong = {
    S3_ENDPOINT: 'http://127.0.0.1:9',
    LABEL_STUDIO_URL: trainer.url,
    ANNOLOOP_MEDIA_KEYS: `short,${canaries['media key']}`,
  };
  for (const [variable, value] of Object.entries(wrong)) {
    const ran = await runBuilt(['apply', file, '--verbose'], { ...environment, [variable]: value });
    printed.push({ place: `apply with a wrong ${variable}`, content: ran.said });
  }
  const metrics = await fetch(`http://127.0.0.1:${environment.ANNOLOOP_OPERATOR_PORT}/metrics`);
  printed.push({ place: 'metrics', content: await metrics.text() });
}

const gate = (loop: string) => bench.temporal.client.workflow.getHandle(gateId(loop)).query(gateStatusQuery);

const given = (value: string | undefined): string => {
  if (value === undefined) throw new Error('the store has no such variable');
  return value;
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const found = (said: readonly Said[], secrets: Canaries = canaries) =>
  said.flatMap(({ place, content }) => sightings(place, content, secrets));

const scratch = () => join(folder, 'scratch');

test('the scene was what it is meant to be: refusals, outages and lost replies, in every mode', async () => {
  expect(Object.keys(canaries).filter((name) => name.startsWith('media token')).length).toBeGreaterThan(12);
  expect(Object.keys(canaries).filter((name) => name.startsWith('signature')).length).toBeGreaterThan(1);
  const log = worker.said();
  for (const failure of [
    'LabelStudioUnavailable',
    'LabelStudioRefused',
    'LabelStudioUnexpected',
    'LabelStudioCredentialsRefused',
    'StoreUnavailable',
    'StoreRefused',
    'TrainerUnavailable',
    'TrainerRefused',
  ]) {
    expect([failure, log.includes(failure)]).toEqual([failure, true]);
  }
  expect(log).toContain('[redacted]');
});

test('no secret is in anything that Temporal has: histories, descriptions, queries, Schedules', async () => {
  const said = await everythingInTemporal(bench.temporal.client, QUERIES);
  expect(said.length).toBeGreaterThan(30);
  expect(found(said)).toEqual([]);
});

test('no secret is in a log line, at the most talkative level', () => {
  expect(worker.said().length).toBeGreaterThan(10_000);
  expect(
    found([
      { place: 'log of the worker', content: worker.said() },
      { place: 'log of the server', content: server.said() },
    ]),
  ).toEqual([]);
});

test('no secret is in any artifact of a ledger, report or image store, nor in the caches on disk', async () => {
  for (const { loop } of loops) {
    for (const bucket of [loop.config.ledger.bucket, loop.config.source.bucket, loop.config.filing.bucket]) {
      expect(found(await everythingInBucket(bench.store, bucket, scratch()))).toEqual([]);
    }
  }
  for (const cache of ['cache', 'cli-cache', 'home']) {
    expect(found(await everythingInFolder(join(folder, cache), scratch()))).toEqual([]);
  }
});

test('no secret is in what a command prints, wanted or not, nor in what the server answers', () => {
  expect(printed.length).toBeGreaterThan(40);
  expect(found(printed)).toEqual([]);
});

test('in a task stands what its browser needs and nothing else: a media token, an address, or a signed URL', async () => {
  for (const { images, loop, round } of loops) {
    for (const { taskId } of await tasksOf(bench, loop, round.workflowId)) {
      const data = JSON.stringify(await taskData(taskId));
      const isLink = data.includes('/media/');
      const kinds = new Set(found([{ place: 'task', content: data }]).map(({ canary }) => canary.split(' ')[0]));
      // The credential of a signed URL names the access key id, as S3 wants it; what it is signed with is not in it.
      expect([...kinds].sort()).toEqual(isLink ? ['media'] : images === 'presigned' ? ['access', 'signature'] : []);
    }
  }
});

test('a secret that is planted is found: in a history, a memo, a summary, a Schedule, a Parquet file, a cache', async () => {
  const planted = { planted: generateSecret() };
  const { client } = bench.temporal;
  const handle = await client.workflow.start('planted', {
    workflowId: `planted-${Date.now()}`,
    taskQueue: 'nobody',
    args: [{ deep: [planted.planted] }],
    memo: { secret: planted.planted },
    staticSummary: planted.planted,
  });
  const [{ loop }] = loops as [Played];
  await command('loop', 'pause', loop.config.name, '--note', planted.planted);
  await eventually(async () => {
    const seen = found(await everythingInTemporal(client, []), planted).map(({ place }) => place);
    expect(seen).toEqual(
      expect.arrayContaining([`history of ${handle.workflowId}`, `description of ${handle.workflowId}`]),
    );
    expect(seen.some((place) => place.startsWith('Schedule'))).toBe(true);
  });
  await handle.terminate('end of test');

  const row = { itemId: planted.planted, purpose: 'training' as const, projectId: 1, taskId: 1 };
  const rows = Array.from({ length: 50 }, () => row);
  await loop.ledger.createRows('planted.parquet', TASKS, rows, { note: planted.planted });
  const stored = found(await everythingInBucket(bench.store, loop.config.ledger.bucket, scratch()), planted);
  expect(stored.map(({ place }) => place)).toContainEqual(expect.stringMatching(/^rows of .*planted\.parquet$/));
  await writeFile(join(folder, 'cache', 'planted'), Buffer.from(planted.planted).toString('base64'));
  expect(found(await everythingInFolder(join(folder, 'cache'), scratch()), planted)).toHaveLength(1);
});
