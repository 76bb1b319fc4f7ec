import { ApplicationFailure, CompleteAsyncError } from '@temporalio/activity';
import type { WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import type { RetrainingConfig } from '../../src/contracts/loop-config';
import type { RoundProposal, TrainingRequest } from '../../src/contracts/retraining';
import type { GateStatus } from '../../src/contracts/status';
import { proposeToGate } from '../../src/temporal/rounds';
import {
  abandonUpdate,
  approveRetrainingSignal,
  decideRetrainingUpdate,
  gateStatusQuery,
  rejectRetrainingSignal,
  retryStepUpdate,
} from '../../workflows/messages';
import { eventually, freshNamespace, type TestNamespace } from '../setup/namespace';
import { runWorkers } from './run-workers';
import { type AllActivities, artifact, RETRAINING, stubActivities } from './stub-activities';

jest.setTimeout(120_000);

let temporal: TestNamespace;
let loops = 0;

beforeAll(async () => {
  temporal = await freshNamespace();
});
afterAll(() => temporal.close());

type Recorded = Parameters<AllActivities['recordRetraining']>[0];

interface Scene {
  gate: WorkflowHandle;
  records: Recorded[];
  propose(day: number, version?: number): Promise<void>;
  status(): Promise<GateStatus>;
  waitsFor(phase: GateStatus['phase'], digest?: string): Promise<void>;
  recorded(count?: number): Promise<Recorded>;
}

async function withGate(
  retraining: Partial<RetrainingConfig>,
  overrides: Partial<AllActivities> & Record<string, unknown>,
  then: (scene: Scene) => Promise<void>,
): Promise<void> {
  const loop = `loop${loops++}`;
  const records: Recorded[] = [];
  const { activities } = stubActivities(10, {
    assessRetraining: async () => ({
      due: true,
      because: 'always',
      newLabels: 8,
      retraining: { ...RETRAINING, ...retraining },
    }),
    recordRetraining: async (input) => {
      records.push(input);
      return { record: artifact('retrainings/0001.json'), number: records.length };
    },
    ...overrides,
  });
  const workers = await runWorkers(temporal.namespace, activities, ['trainer']);
  const gate = temporal.client.workflow.getHandle(`${loop}-retraining`);
  const status = (): Promise<GateStatus> => gate.query(gateStatusQuery);
  try {
    await then({
      gate,
      records,
      status,
      propose: async (day, version = 1) => void (await proposeToGate(temporal.client, proposalOf(loop, day, version))),
      waitsFor: (phase, digest) =>
        eventually(async () => {
          const now = await status();
          expect(now.phase).toBe(phase);
          if (digest !== undefined) expect(now.proposal?.digest).toBe(digest);
        }),
      recorded: (count = 1) =>
        eventually(async () => {
          expect(records).toHaveLength(count);
          return records.at(-1) as Recorded;
        }),
    });
  } finally {
    await gate.terminate('end of test').catch(() => undefined);
    await workers.stop();
  }
}

const proposalOf = (loop: string, day: number, version: number): RoundProposal => ({
  loop,
  configRef: { bucket: 'ledger', key: 'config/x.json', sha256: 'x' },
  round: `round-${day}`,
  window: { start: `2026-11-0${day}T00:00:00Z`, end: `2026-11-0${day + 1}T00:00:00Z` },
  version,
  labels: artifact('labels.parquet'),
  filing: artifact('filing.parquet'),
  estimate: artifact('estimates/v1.json'),
  headline: { value: 0.73, lower: 0.64, upper: 0.81, n: 100, sufficient: true },
  trainingLabels: 8,
});

const digestOf = (day: number, version = 1): string => `digest-of-round-${day}-v${version}`;

const TRAINER: RetrainingConfig['trigger'] = {
  kind: 'activity',
  taskQueue: 'trainer',
  activity: 'train_model',
  timeoutMs: 60_000,
  heartbeatMs: 30_000,
};

test('an approved dataset is trained with exactly its manifest, and recorded with the model it made', async () => {
  const requests: TrainingRequest[] = [];
  const train_model = async (request: TrainingRequest) => {
    requests.push(request);
    return { modelVersion: 'm2', metrics: { accuracy: 0.8, loss: Number.POSITIVE_INFINITY } };
  };
  await withGate({ trigger: TRAINER }, { train_model }, async ({ gate, propose, waitsFor, recorded, status }) => {
    await propose(1);
    await waitsFor('deciding', digestOf(1));
    await gate.signal(approveRetrainingSignal, { digest: digestOf(1), by: 'ada' });
    const record = await recorded();
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      jobId: digestOf(1),
      digest: digestOf(1),
      manifest: { bucket: 'ledger', key: 'manifest.jsonl' },
    });
    expect(record).toMatchObject({
      decision: { verdict: 'approve', by: 'ada', digest: digestOf(1) },
      result: { modelVersion: 'm2', metrics: { accuracy: 0.8, loss: null }, model: null },
      failure: null,
    });
    await eventually(async () => expect(await status()).toMatchObject({ phase: 'gathering', lastModelVersion: 'm2' }));
  });
});

test('a decision on another digest, without a digest or without a name is refused and shown, and changes nothing', async () => {
  await withGate({}, {}, async ({ gate, propose, waitsFor, status, records }) => {
    await propose(1);
    await waitsFor('deciding', digestOf(1));
    await gate.signal(approveRetrainingSignal, { digest: 'something-else', by: 'ada' });
    await eventually(async () => expect((await status()).refused).toContain('ada named something-el'));
    await gate.signal('rejectRetraining', { by: 'bob' });
    await eventually(async () => expect((await status()).refused).toContain('bob named no digest'));

    const update = (message: object) =>
      gate.executeUpdate('decideRetraining', { args: [message] }).then(
        () => 'accepted',
        (error: WorkflowUpdateFailedError) => error.cause?.message,
      );
    expect(await update({ digest: 'old', decision: 'approve', by: 'ada' })).toContain('waits for a decision');
    expect(await update({ digest: digestOf(1), decision: 'maybe', by: 'ada' })).toContain('say what you decide');
    expect(await update({ digest: digestOf(1), decision: 'approve', by: '' })).toContain('say who decides');
    expect((await status()).phase).toBe('deciding');
    expect(records).toEqual([]);
  });
});

test('a rejection, by signal or by update, is recorded and nothing is trained', async () => {
  await withGate({ trigger: TRAINER }, {}, async ({ gate, propose, waitsFor, recorded }) => {
    await propose(1);
    await waitsFor('deciding', digestOf(1));
    await gate.signal(rejectRetrainingSignal, { digest: digestOf(1), by: 'ada', comment: 'too few soups' });
    expect(await recorded()).toMatchObject({ decision: { verdict: 'reject', comment: 'too few soups' }, result: null });

    await propose(2);
    await waitsFor('deciding', digestOf(2));
    const said = await gate.executeUpdate(decideRetrainingUpdate, {
      args: [{ digest: digestOf(2), decision: 'reject', by: 'bob' }],
    });
    expect(said).toBe('rejected');
    expect(await recorded(2)).toMatchObject({ decision: { verdict: 'reject', by: 'bob' } });
  });
});

test('the newest proposal supersedes an undecided one, whatever order they arrive in', async () => {
  await withGate({}, {}, async ({ gate, propose, waitsFor, recorded }) => {
    await propose(2);
    await waitsFor('deciding', digestOf(2));
    await propose(3);
    await waitsFor('deciding', digestOf(3));
    await propose(3, 2);
    await waitsFor('deciding', digestOf(3, 2));
    await gate.signal(approveRetrainingSignal, { digest: digestOf(3, 2), by: 'ada' });
    expect(await recorded()).toMatchObject({ proposal: { round: 'round-3' } });
  });
});

test('what nobody decides expires without retraining', async () => {
  const approval = { required: true, timeoutMs: 2000 };
  await withGate({ approval, trigger: TRAINER }, {}, async ({ propose, recorded }) => {
    await propose(1);
    expect(await recorded()).toMatchObject({ decision: { verdict: 'expire', by: 'timeout' }, result: null });
  });
});

test('where no approval is required the rule decides', async () => {
  const approval = { required: false, timeoutMs: 0 };
  await withGate({ approval }, {}, async ({ propose, recorded }) => {
    await propose(1);
    expect(await recorded()).toMatchObject({ decision: { verdict: 'approve', by: 'rule' } });
  });
});

test('while the rule does not hold nothing is proposed', async () => {
  let assessed = 0;
  const assessRetraining = async () => {
    assessed += 1;
    return { due: false, because: '8 new labels, the rule asks for 100', newLabels: 8, retraining: RETRAINING };
  };
  await withGate({}, { assessRetraining }, async ({ propose, waitsFor, records }) => {
    await propose(1);
    await eventually(async () => expect(assessed).toBe(1));
    await waitsFor('gathering');
    expect(records).toEqual([]);
  });
});

test('a trainer that refuses parks the gate until the step is retried', async () => {
  let mended = false;
  const train_model = async () => {
    if (!mended) throw ApplicationFailure.nonRetryable('no GPU', 'TrainerRefused');
    return { modelVersion: 'm2', metrics: {} };
  };
  await withGate({ trigger: TRAINER }, { train_model }, async ({ gate, propose, waitsFor, recorded, status }) => {
    await propose(1);
    await waitsFor('deciding');
    await gate.signal(approveRetrainingSignal, { digest: digestOf(1), by: 'ada' });
    await waitsFor('blocked');
    expect((await status()).blockage).toMatchObject({ step: 'train', message: 'no GPU' });
    mended = true;
    await gate.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] });
    expect(await recorded()).toMatchObject({ result: { modelVersion: 'm2' } });
  });
});

test('an ML backend is asked to train once; what comes of no answer is for a person to say', async () => {
  let asked = 0;
  const trainMlBackend = async () => {
    asked += 1;
    // As of a worker that was killed in the middle: nothing says that trying again is wrong.
    if (asked === 1) throw new Error('the line broke');
  };
  const trigger: RetrainingConfig['trigger'] = { kind: 'label-studio-ml', backendId: 1 };
  await withGate({ trigger }, { trainMlBackend }, async ({ gate, propose, waitsFor, recorded }) => {
    await propose(1);
    await waitsFor('deciding');
    await gate.signal(approveRetrainingSignal, { digest: digestOf(1), by: 'ada' });
    await waitsFor('blocked');
    expect(asked).toBe(1);
    await gate.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] });
    expect(await recorded()).toMatchObject({ result: null, failure: null });
    expect(asked).toBe(2);
  });
});

test('a trainer that answers no training result parks the gate, and the retraining can be given up', async () => {
  const train_model = async () => ({ accuracy: 0.9 });
  await withGate({ trigger: TRAINER }, { train_model }, async ({ gate, propose, waitsFor, recorded, status }) => {
    await propose(1);
    await waitsFor('deciding');
    await gate.signal(approveRetrainingSignal, { digest: digestOf(1), by: 'ada' });
    await waitsFor('blocked');
    expect((await status()).blockage?.message).toContain('no "modelVersion"');
    await gate.executeUpdate(abandonUpdate, { args: [{ by: 'ada', reason: 'wrong trainer' }] });
    expect(await recorded()).toMatchObject({ result: null, failure: 'abandoned by ada: wrong trainer' });
    await propose(2);
    await waitsFor('deciding', digestOf(2));
  });
});

test('a trainer that does not answer within its timeout parks the gate, which says what to look at', async () => {
  // As after 202: the callback never comes.
  const requestTraining = async () => {
    throw new CompleteAsyncError();
  };
  const trigger: RetrainingConfig['trigger'] = { kind: 'webhook', url: 'http://127.0.0.1:9', timeoutMs: 1_000 };
  await withGate({ trigger }, { requestTraining }, async ({ gate, propose, waitsFor, status }) => {
    await propose(1);
    await waitsFor('deciding');
    await gate.signal(approveRetrainingSignal, { digest: digestOf(1), by: 'ada' });
    await waitsFor('blocked');
    expect((await status()).blockage).toMatchObject({
      step: 'train',
      type: 'TimeoutFailure',
      operator: expect.stringContaining('took longer than it may'),
    });
  });
});
