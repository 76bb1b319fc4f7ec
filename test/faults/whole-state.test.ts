import { isDeepStrictEqual } from 'node:util';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { LabelRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import type { FoundTask } from '../../src/label-studio/port';
import { LABELS } from '../../src/ledger/tables';
import { removeTask } from '../label-studio/support/people';
import { loopConfig } from '../rounds/loop-fixture';
import { annotate, taskData } from '../rounds/people';
import { playRound, produce, projectsOf, tasksOf } from '../rounds/play';
import { bytesOf, pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop, withWorkers } from '../rounds/test-loop';
import { rawClient } from './bucket-state';
import { type OwnStore, startOwnStore } from './own-store';
import { hasProposed } from './proposed';
import { type WholeState, wholeState } from './whole-state';

jest.setTimeout(240_000);

const all = pictures(10);

interface Run {
  bench: Bench;
  loop: TestLoop;
  round: string;
  state: WholeState;
}

const stores: OwnStore[] = [];
const runs: Run[] = [];

beforeAll(async () => {
  for (const _ of [1, 2]) {
    const store = await startOwnStore();
    stores.push(store);
    const bench = await openBench(store.environment);
    const loop = await makeLoop(bench, loopConfig(undefined, 'oracle'));
    await produce(bench, loop, all);
    const round = await withWorkers(bench, async () => {
      const handle = await playRound(bench, loop, all);
      await hasProposed(bench, loop);
      await handle.terminate('end of test');
      return handle.workflowId;
    });
    runs.push({ bench, loop, round, state: await wholeState(bench, loop) });
  }
});

afterAll(async () => {
  for (const { bench } of runs) await bench.close();
  for (const store of stores) await store.close();
});

test('two undisturbed runs of one loop leave the same behind, in store, Label Studio and ledger', () => {
  const [one, other] = runs as [Run, Run];
  expect(Object.keys(one.state.ledger).length).toBeGreaterThan(10);
  expect(Object.keys(one.state.labelStudio).length).toBeGreaterThan(4);
  expect(other.state).toEqual(one.state);
});

/** What may go wrong with a store: the oracle's state differs after each, whatever happened before. */
const OF_A_STORE: Record<string, (run: Run, filed: ObjectLocation) => Promise<unknown>> = {
  'another tag of a filed image': async ({ bench: { store } }, filed) =>
    store.putTags(filed, { ...(await store.getTags(filed)), label: 'class_77' }),
  'another time in a tag': async ({ bench: { store } }, filed) =>
    store.putTags(filed, { ...(await store.getTags(filed)), timestamp: '2026-11-20T12:00:01Z' }),
  'other bytes, as many': async ({ bench: { store } }, filed) =>
    store.put(filed, bytesOf({ key: 'another' }), { tags: await store.getTags(filed), contentType: 'image/png' }),
  'a stray object': ({ bench: { store } }, filed) =>
    store.put({ ...filed, key: 'stray.png' }, bytesOf({ key: 'stray' })),
  'an upload left open': ({ bench }, { bucket }) => leaveUpload(bench, { bucket, key: 'left.png' }),
  'one in the ledger': ({ bench, loop }) => leaveUpload(bench, { bucket: loop.config.ledger.bucket, key: 'left' }),
  'that versions are kept': async ({ bench }, { bucket: Bucket }) => {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await withRaw(bench, (raw) => raw.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })));
  },
  'the same object once more, as another version': async ({ bench: { store } }, filed) =>
    store.put(filed, bytesOf({ key: 'another' }), { tags: await store.getTags(filed), contentType: 'image/png' }),
  'a lost object': ({ bench: { store } }, filed) => store.delete(filed),
  'an old version that came back': async ({ bench }, { bucket: Bucket, key: Key }) => {
    await withRaw(bench, async (raw) => {
      const { DeleteMarkers = [] } = await raw.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
      await raw.send(new DeleteObjectCommand({ Bucket, Key, VersionId: DeleteMarkers[0]?.VersionId }));
    });
  },
  'an artifact that is lost': ({ bench: { store }, loop: { config }, round }) =>
    store.delete({ bucket: config.ledger.bucket, key: config.ledger.prefix + ledgerKeys.estimate(round, 1) }),
  'an artifact more': ({ loop: { ledger }, round }) =>
    ledger.createRows(ledgerKeys.labels(round, 2), LABELS, [] as LabelRow[]),
};

/** What may go wrong with Label Studio. */
const OF_PEOPLE: Record<string, (run: Run, task: FoundTask) => Promise<unknown>> = {
  'one more answer': (_, { taskId }) => annotate(taskId, 'Bread'),
  'a task twice': async ({ bench, loop }, { taskId }) => {
    const { evaluation } = await projectsOf(loop.ledger);
    await bench.labelStudio.importTasks(evaluation, [{ data: (await taskData(taskId)) as never }]);
  },
  'a task that is gone': (_, { taskId }) => removeTask(taskId),
};

async function leaveUpload(bench: Bench, { bucket: Bucket, key: Key }: ObjectLocation): Promise<void> {
  await withRaw(bench, (raw) => raw.send(new CreateMultipartUploadCommand({ Bucket, Key })));
}

async function withRaw(bench: Bench, use: (raw: S3Client) => Promise<unknown>): Promise<void> {
  const raw = rawClient(bench);
  try {
    await use(raw);
  } finally {
    raw.destroy();
  }
}

/** Does one after the other; those that the oracle does not see, by name. */
async function unseen<At>(changes: Record<string, (run: Run, at: At) => Promise<unknown>>, run: Run, at: At) {
  const missed: string[] = [];
  let before = await wholeState(run.bench, run.loop);
  expect(before).toEqual(run.state);
  for (const [what, change] of Object.entries(changes)) {
    await change(run, at);
    const after = await wholeState(run.bench, run.loop);
    if (isDeepStrictEqual(after, before)) missed.push(what);
    before = after;
  }
  return missed;
}

test('the oracle sees whatever is lost, stray, changed or left open in a store and a ledger', async () => {
  const [run] = runs as [Run];
  const { bucket } = run.loop.config.filing;
  const key = Object.keys(run.state.store[bucket]?.objects ?? {})[0] ?? '';
  expect(await unseen(OF_A_STORE, run, { bucket, key })).toEqual([]);
});

test('the oracle sees an answer more, a task twice and a task that is gone in Label Studio', async () => {
  const [, run] = runs as [Run, Run];
  const [task] = await tasksOf(run.bench, run.loop, run.round);
  expect(await unseen(OF_PEOPLE, run, task as FoundTask)).toEqual([]);
});
