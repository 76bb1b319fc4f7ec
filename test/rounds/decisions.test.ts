import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { WorkflowHandle } from '@temporalio/client';
import type { LoopConfig, TrainerTrigger } from '../../src/contracts/loop-config';
import type { DatasetItem, RetrainingRecord, TrainingRequest } from '../../src/contracts/retraining';
import type { DrawRow } from '../../src/contracts/rows';
import type { GateStatus } from '../../src/contracts/status';
import { ledgerKeys } from '../../src/domain/layout';
import { gateId } from '../../src/domain/workflow-ids';
import { listRetrainings } from '../../src/loops/retraining-records';
import {
  approveRetrainingSignal,
  decideRetrainingUpdate,
  gateStatusQuery,
  rejectRetrainingSignal,
} from '../../workflows/messages';
import { claimedRound, truthOf } from '../activities/support/staged-round';
import { runStep } from '../activities/support/steps';
import { eventually } from '../setup/namespace';
import { stack } from '../setup/stack';
import { loopConfig } from './loop-fixture';
import { playRound, produce } from './play';
import { bytesOf, type Picture, pictures } from './production';
import { type Bench, makeLoop, openBench, type TestLoop, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const trigger: TrainerTrigger = {
  kind: 'activity',
  taskQueue: 'trainer',
  activity: 'train_model',
  timeoutMs: 60_000,
  heartbeatMs: 30_000,
};

interface Scene {
  loop: TestLoop;
  gate: WorkflowHandle;
  status(): Promise<GateStatus>;
  /** What waits for a decision. */
  waiting(): Promise<NonNullable<GateStatus['proposal']>>;
  recorded(count?: number): Promise<RetrainingRecord>;
  /** What the trainer was asked. */
  asked: TrainingRequest[];
}

/** A loop whose trainer is a worker of its own; `work` proposes by whatever rounds it likes. */
async function withGate(change: (config: LoopConfig) => void, work: (scene: Scene) => Promise<void>): Promise<void> {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.retraining.trigger = trigger;
      // Whatever is not for evaluation is for training: every proposal has as many labels in every run.
      config.draws = config.draws
        .filter(({ name }) => name !== 'low-confidence')
        .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
      change(config);
    }),
  );
  const asked: TrainingRequest[] = [];
  const train_model = async (request: TrainingRequest) => {
    asked.push(request);
    return { modelVersion: `m${asked.length + 1}`, metrics: { accuracy: 0.8, loss: Number.NaN } };
  };
  const gate = bench.temporal.client.workflow.getHandle(gateId(loop.config.name));
  const status = (): Promise<GateStatus> => gate.query(gateStatusQuery);
  const scene: Scene = {
    loop,
    gate,
    status,
    asked,
    waiting: () =>
      eventually(async () => {
        const { phase, proposal } = await status();
        if (phase !== 'deciding' || !proposal) throw new Error(`the gate is ${phase}`);
        return proposal;
      }),
    recorded: (count = 1) =>
      eventually(async () => {
        const records = await listRetrainings(loop.ledger);
        expect(records).toHaveLength(count);
        return records.at(-1)?.record as RetrainingRecord;
      }),
  };
  try {
    const extras = { trainer: { queue: 'trainer', activities: { train_model } } };
    await withWorkers(bench, () => work(scene), extras);
  } finally {
    await gate.terminate('end of test').catch(() => undefined);
  }
}

/** A round without Label Studio: people's answers are written by hand, everything else is real; ends with the proposal. */
async function proposeFrom(loop: TestLoop, all: readonly Picture[], second = 0): Promise<DrawRow[]> {
  await produce(bench, loop, all);
  return proposeFromUploaded(loop, truthOf(loop, all), second);
}

async function proposeFromUploaded(loop: TestLoop, truth: (item: DrawRow) => string, second: number) {
  const round = await claimedRound(bench, loop, second);
  const { census } = await round.census();
  const draw = await round.draw();
  const labels = await round.label(draw, truth);
  const { filing } = await round.file(draw, labels);
  const { scope, window } = round;
  const of = { census, draw: draw.draw, labels: labels.labels, version: 1, predecessor: null };
  const estimated = await runStep(bench.dependencies, 'estimateAccuracy', { ...scope, window, ...of });
  const { trainingLabels, labels: labelled } = labels;
  const proposal = { ...scope, window, version: 1, labels: labelled, filing, trainingLabels, ...estimated };
  await runStep(bench.dependencies, 'proposeRetraining', { proposal });
  return draw.rows;
}

const manifestOf = async ({ ledger }: TestLoop, { proposal }: RetrainingRecord): Promise<DatasetItem[]> =>
  (await ledger.readText(proposal.manifest))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DatasetItem);

test('a whole round, approved by update: the trainer gets exactly what was approved, and the ledger says which labels made the model', async () => {
  await withGate(
    () => undefined,
    async ({ loop, gate, waiting, recorded, asked, status }) => {
      const all = pictures(10);
      await produce(bench, loop, all);
      const round = await playRound(bench, loop, all);
      const { digest, items, manifest, expiresAt } = await waiting();
      expect(asked).toEqual([]);
      expect(Date.parse(expiresAt ?? '')).toBeGreaterThan(Date.now());

      const decide = (of: string) =>
        gate.executeUpdate(decideRetrainingUpdate, { args: [{ digest: of, decision: 'approve', by: 'ada' }] });
      await expect(decide('0'.repeat(64))).rejects.toMatchObject({ cause: { message: /waits for a decision/ } });
      expect(await decide(digest)).toBe('approved');
      const record = await recorded();
      await round.terminate('end of test');
      expect(record).toMatchObject({
        number: 1,
        decision: { digest, verdict: 'approve', by: 'ada' },
        proposal: { digest, round: round.workflowId },
        result: { modelVersion: 'm2', metrics: { accuracy: 0.8, loss: null } },
        failure: null,
      });
      const { bucket } = loop.config.ledger;
      expect(asked).toEqual([expect.objectContaining({ jobId: digest, manifest: { bucket, ...manifest } })]);
      const lines = await manifestOf(loop, record);
      expect(lines).toHaveLength(items);
      for (const { bucket: at, key, etag, className } of lines) {
        expect((await bench.store.head({ bucket: at, key }))?.etag).toBe(etag);
        expect(className).toBe(truthOf(loop, all)({ key: `day1/${/IMG \d+/.exec(key)?.[0]}.png` }));
      }
      await eventually(async () =>
        expect(await status()).toMatchObject({ phase: 'gathering', lastModelVersion: 'm2' }),
      );
    },
  );
});

test('approved by signal, which must name the digest that waits: another one is shown as refused', async () => {
  await withGate(
    () => undefined,
    async ({ loop, gate, status, waiting, recorded, asked }) => {
      await proposeFrom(loop, pictures(8));
      const { digest } = await waiting();
      await gate.signal(approveRetrainingSignal, { digest: 'f'.repeat(64), by: 'mallory' });
      await eventually(async () => expect((await status()).refused).toContain('mallory named'));
      expect(asked).toEqual([]);
      await gate.signal(approveRetrainingSignal, { digest, by: 'grace', comment: 'go' });
      const record = await recorded();
      expect(record.decision).toMatchObject({ verdict: 'approve', by: 'grace', comment: 'go' });
      expect(record.result?.modelVersion).toBe('m2');
    },
  );
});

test('rejected: nothing is trained, and the labels still count as new for the next proposal', async () => {
  await withGate(
    () => undefined,
    async ({ loop, gate, waiting, recorded, asked }) => {
      await proposeFrom(loop, pictures(8));
      const first = await waiting();
      await gate.signal(rejectRetrainingSignal, { digest: first.digest, by: 'ada', comment: 'too few' });
      expect(await recorded()).toMatchObject({ decision: { verdict: 'reject', comment: 'too few' }, result: null });

      await proposeFrom(loop, pictures(8, 'day2'), 1);
      const second = await waiting();
      expect([first.items, second.items, second.newLabels]).toEqual([4, 8, 8]);
      await gate.executeUpdate(decideRetrainingUpdate, {
        args: [{ digest: second.digest, decision: 'reject', by: 'ada' }],
      });
      expect(await recorded(2)).toMatchObject({ number: 2, decision: { verdict: 'reject' }, result: null });
      expect(asked).toEqual([]);
    },
  );
});

test('without a decision in time it expires, without a retraining', async () => {
  await withGate(
    (config) => {
      config.retraining.approval.timeoutMs = 2000;
    },
    async ({ loop, recorded, asked, status }) => {
      await proposeFrom(loop, pictures(8));
      expect(await recorded()).toMatchObject({ decision: { verdict: 'expire', by: 'timeout' }, result: null });
      expect(asked).toEqual([]);
      await eventually(async () => expect((await status()).phase).toBe('gathering'));
    },
  );
});

test('by rule: what needs no approval is trained at once, and what the rule does not ask for is not even written', async () => {
  await withGate(
    (config) => {
      config.retraining.approval.required = false;
      config.retraining.when = { kind: 'newLabels', atLeast: 6 };
    },
    async ({ loop, gate, recorded, asked }) => {
      await proposeFrom(loop, pictures(8), 1);
      // The gate has judged it when a worker has nothing left to do for it.
      await eventually(async () => {
        const { raw } = await gate.describe();
        expect(raw.pendingActivities ?? []).toEqual([]);
        expect(raw.pendingWorkflowTask).toBeFalsy();
      });
      expect(await datasetsOf(loop)).toEqual([]);
      await proposeFrom(loop, pictures(8, 'day2'), 2);
      const record = await recorded();
      expect(record).toMatchObject({ decision: { verdict: 'approve', by: 'rule' }, result: { modelVersion: 'm2' } });
      expect(record.proposal).toMatchObject({ items: 8, newLabels: 8 });
      expect(asked).toHaveLength(1);
      // The four of the first round were too few by themselves; they are among what was trained in the end.
      expect((await manifestOf(loop, record)).map(({ round }) => round.slice(-3))).toEqual([
        ...['01Z', '01Z', '01Z', '01Z'],
        ...['02Z', '02Z', '02Z', '02Z'],
      ]);
      expect(await datasetsOf(loop)).toEqual([record.proposal.manifest.key]);
      expect(await summaryOf(loop, record)).toMatchObject({
        manifest: record.proposal.manifest,
        predecessor: null,
        items: 8,
        bySplit: { train: 8 },
        notBlind: 8,
        added: 8,
        removed: 0,
        relabelled: 0,
      });
    },
  );
});

async function summaryOf({ ledger }: TestLoop, { proposal }: RetrainingRecord): Promise<unknown> {
  const ref = await ledger.find(ledgerKeys.datasetSummary(proposal.digest));
  return ref && JSON.parse(await ledger.readText(ref));
}

async function datasetsOf({ config: { ledger } }: TestLoop): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of bench.store.list({ bucket: ledger.bucket, key: `${ledger.prefix}datasets/` })) {
    keys.push(...page.map(({ key }) => key));
  }
  return keys.filter((key) => key.endsWith('/manifest.jsonl'));
}

test('nothing that an evaluation draw took is trained on, nor the same bytes under another ETag, nor its group', async () => {
  await withGate(
    (config) => {
      config.predictions.tags.group = 'burst';
      for (const { purpose, where } of config.draws)
        if (purpose === 'evaluation') where.tags = { pool: ['evaluation'] };
    },
    async ({ loop, gate, waiting, recorded }) => {
      const tags = { predicted_class: 'Bread', confidence: '0.9' };
      const put = (key: string, more: Record<string, string>) =>
        bench.store.put({ bucket: loop.config.source.bucket, key }, bytesOf({ key }), { tags: { ...tags, ...more } });
      const pool = 'evaluation';
      await put('1/walled.png', { pool });
      await put('1/walled in burst.png', { pool, burst: 'g1' });
      await put('1/same burst.png', { burst: 'g1' });
      await put('1/burst of tomorrow.png', { burst: 'g2' });
      await put('1/free.png', {});
      await produce(bench, loop, []);
      await proposeFromUploaded(loop, () => 'Bread', 1);
      const first = await waiting();
      await gate.signal(rejectRetrainingSignal, { digest: first.digest, by: 'ada' });
      const before = await manifestOf(loop, await recorded());
      expect(stemsOf(before)).toEqual(['burst of tomorrow', 'free']);

      await uploadInParts(loop.config.source.bucket, '2/walled again.png', bytesOf({ key: '1/walled.png' }), tags);
      await put('2/walled later.png', { pool, burst: 'g2' });
      await put('2/free too.png', {});
      await produce(bench, loop, []);
      const drawn = await proposeFromUploaded(loop, () => 'Bread', 2);
      expect(drawn.find(({ key }) => key === '2/walled again.png')).toMatchObject({ purpose: 'training' });
      const second = await waiting();
      await gate.signal(approveRetrainingSignal, { digest: second.digest, by: 'ada' });
      expect(stemsOf(await manifestOf(loop, await recorded(2)))).toEqual(['free', 'free too']);
    },
  );
});

const stemsOf = (items: readonly DatasetItem[]): string[] =>
  items.map(({ key }) => /([^/]+)-[0-9a-f]+\.png$/.exec(key)?.[1] ?? key).sort();

/** As a client uploads large objects: the ETag is no MD5 of the bytes. */
async function uploadInParts(bucket: string, key: string, bytes: Buffer, tags: Record<string, string>): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const place = { Bucket: bucket, Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  const { ETag } = await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: bytes }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload }));
  client.destroy();
  await bench.store.putTags({ bucket, key }, tags);
}
