import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowFailedError, type WorkflowHandleWithStartDetails } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createRequestTraining } from '../../activities/main/request-training';
import type { TrainingRequest } from '../../src/contracts/retraining';
import { gateId, trainingActivityId } from '../../src/domain/workflow-ids';
import { createRedaction } from '../../src/secrecy/redaction';
import { temporalPendingTrainings } from '../../src/temporal/pending-trainings';
import { stack } from '../setup/stack';
import { startTestServer, type TestServer, TRAINER_SECRET } from './support/running-server';
import { startTestTrainer, type TestTrainer, type TrainerCall } from './support/test-trainer';
import type { askTrainer } from './support/training-workflow';

const answering =
  (status: number, text = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end(text);
  };
const RESULT = '{"modelVersion":"m2","metrics":{"loss":NaN,"accuracy":0.91,"best":-Infinity}}';
const READ_RESULT = { modelVersion: 'm2', metrics: { loss: null, accuracy: 0.91, best: null }, model: null };

describe('training by webhook', () => {
  const taskQueue = `training-test-${randomBytes(4).toString('hex')}`;
  let connection: Connection;
  let native: NativeConnection;
  let client: Client;
  let server: TestServer;
  let trainer: TestTrainer;
  let worker: Worker;
  let running: Promise<void>;
  let clock = (): Date => new Date();

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const { address, namespace } = stack.temporal;
    connection = await Connection.connect({ address });
    native = await NativeConnection.connect({ address });
    client = new Client({ connection, namespace });
    server = await startTestServer({
      trainings: temporalPendingTrainings(client, createRedaction([])),
      now: () => clock(),
    });
    worker = await Worker.create({
      connection: native,
      namespace,
      taskQueue,
      workflowsPath: require.resolve('./support/training-workflow'),
      activities: {
        requestTraining: createRequestTraining({
          trainer: { secret: TRAINER_SECRET, publicUrl: `${server.publicUrl}/` },
          now: () => new Date(),
        }),
      },
    });
    running = worker.run();
  });
  beforeEach(async () => {
    clock = () => new Date();
    trainer = await startTestTrainer(TRAINER_SECRET);
  });
  afterEach(() => trainer.close());
  afterAll(async () => {
    worker.shutdown();
    await running;
    await server.close();
    await connection.close();
    await native.close();
  });

  /** Starts a training and returns its handle and, once the trainer was asked, what it got. */
  async function train(url = trainer.url): Promise<WorkflowHandleWithStartDetails<typeof askTrainer>> {
    const jobId = randomBytes(32).toString('hex');
    const place = { bucket: 'ledger', key: 'datasets/x', sha256: 'ff' };
    const request: TrainingRequest = {
      jobId,
      loop: 'food11',
      digest: jobId,
      manifest: { ...place, rows: 3 },
      estimate: place,
      classes: place,
    };
    return client.workflow.start<typeof askTrainer>('askTrainer', {
      taskQueue,
      workflowId: gateId(`food11-${jobId.slice(0, 8)}`),
      args: [{ request, url, activityId: trainingActivityId(jobId) }],
    });
  }
  async function asked(calls = 1): Promise<TrainerCall> {
    for (let n = 0; n < 300 && trainer.calls.length < calls; n++) await sleep(50);
    const call = trainer.calls.at(-1);
    if (call === undefined) throw new Error('the trainer was never asked');
    return call;
  }
  const named = (call: TrainerCall, rest: string): string => {
    const { workflowId, activityId } = call.body.callback;
    return `${JSON.stringify({ jobId: call.body.jobId, workflowId, activityId }).slice(0, -1)},${rest}}`;
  };
  async function failureOf(handle: { result(): Promise<unknown> }): Promise<ApplicationFailure> {
    const error = await handle.result().catch((caught: unknown) => caught);
    if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ActivityFailure)) throw error;
    if (!(error.cause.cause instanceof ApplicationFailure)) throw error.cause;
    return error.cause.cause;
  }

  it('asks once, signed so that the trainer can tell, and takes a result that is answered at once', async () => {
    trainer.answers.push(answering(200, RESULT));
    const handle = await train();
    expect(await handle.result()).toEqual(READ_RESULT);
    expect(trainer.calls).toHaveLength(1);
    const [call] = trainer.calls;
    expect(call?.genuine).toBe(true);
    expect(call?.headers['x-annoloop-job']).toBe(call?.body.jobId);
    expect(call?.body.callback).toEqual({
      url: `${server.publicUrl}/callbacks/training`,
      workflowId: handle.workflowId,
      activityId: trainingActivityId(call?.body.jobId ?? ''),
    });
  });

  it('waits for the callback after 202, and takes it once', async () => {
    trainer.answers.push(answering(202));
    const handle = await train();
    const call = await asked();
    expect(await trainer.callBack(call, named(call, '"heartbeat":{"epoch":3}'))).toMatchObject({ status: 200 });
    expect(await trainer.callBack(call, named(call, `"result":${RESULT}`))).toMatchObject({ status: 200 });
    expect(await handle.result()).toEqual(READ_RESULT);
    for (const rest of [`"result":${RESULT}`, '"heartbeat":1', '"error":{"message":"no","retryable":false}']) {
      const again = await trainer.callBack(call, named(call, rest));
      expect(again.status).toBe(409);
      expect(again.text).toContain('was answered, cancelled or timed out');
    }
  });

  it('takes no callback that is forged, late, of another job, malformed or too large', async () => {
    trainer.answers.push(answering(202));
    const handle = await train();
    const call = await asked();
    const good = named(call, `"result":${RESULT}`);
    const other = randomBytes(32).toString('hex');
    const statusOf = async (...args: Parameters<TestTrainer['callBack']>): Promise<number> =>
      (await trainer.callBack(...args)).status;

    expect(await statusOf(call, good, { secret: 'not the shared secret' })).toBe(401);
    expect(await statusOf(call, good, { signature: '' })).toBe(401);
    expect(await statusOf(call, good, { tampered: good.replace('m2', 'm3') })).toBe(401);
    expect(await statusOf(call, good, { at: new Date(Date.now() - 301_000) })).toBe(401);
    const recorded = new Date();
    clock = () => new Date(recorded.getTime() + 302_000);
    expect(await statusOf(call, good, { at: recorded })).toBe(401);
    clock = () => new Date();

    expect(await statusOf(call, good, { job: other })).toBe(400);
    expect(await statusOf(call, good.replace(call.body.jobId, other), { job: other })).toBe(409);
    expect(await statusOf(call, good.replace(handle.workflowId, 'food11-round-1'))).toBe(409);
    for (const bad of ['', '{', '[]', named(call, '"nothing":1'), named(call, '"result":{"metrics":{}}')]) {
      expect(await statusOf(call, bad)).toBe(400);
    }
    expect(await statusOf(call, named(call, `"heartbeat":"${'x'.repeat(1_000_000)}"`))).toBe(413);

    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await statusOf(call, good)).toBe(200);
    expect(await handle.result()).toEqual(READ_RESULT);
  });

  it('parks on an error that the trainer calls final, and asks again after one that it calls passing', async () => {
    trainer.answers.push(answering(202));
    const handle = await train();
    const first = await asked();
    await trainer.callBack(first, named(first, '"error":{"message":"the GPU is busy","retryable":true}'));
    const second = await asked(2);
    expect(second.body.jobId).toBe(first.body.jobId);
    await trainer.callBack(second, named(second, '"error":{"message":"no images of class 7","retryable":false}'));
    expect(await failureOf(handle)).toMatchObject({
      type: 'TrainerRefused',
      nonRetryable: true,
      message: 'no images of class 7',
    });
  });

  it.each([
    [400, 'bad manifest', 'the trainer refused the request with 400: bad manifest'],
    [302, '', 'the trainer refused the request with 302: (no text)'],
    [200, 'done!', 'the trainer answered what is not JSON: done!'],
    [200, '{"metrics":{}}', 'the trainer returned no "modelVersion"'],
    [200, 'x'.repeat(1_000_001), 'the trainer answered more than 1000000 bytes'],
  ])('parks when the trainer answers %i with an unusable text, case %#', async (status, text, message) => {
    trainer.answers.push(answering(status, text));
    const failure = await failureOf(await train());
    expect([failure.type, failure.nonRetryable, trainer.calls.length]).toEqual(['TrainerRefused', true, 1]);
    expect(failure.message).toContain(message);
  });

  it('asks again, under the same job, when the trainer is overloaded or broken', async () => {
    trainer.answers.push(answering(503), answering(429, '', { 'Retry-After': '1' }), answering(200, RESULT));
    const handle = await train();
    expect(await handle.result()).toEqual(READ_RESULT);
    expect(new Set(trainer.calls.map(({ body }) => body.jobId)).size).toBe(1);
    expect(trainer.calls).toHaveLength(3);
  });

  it('keeps trying a trainer that does not answer', async () => {
    await trainer.close();
    const failure = await failureOf(await train());
    expect([failure.type, failure.nonRetryable]).toEqual(['TrainerUnavailable', false]);
    expect(failure.message).toContain('the trainer did not answer');
  });
});
