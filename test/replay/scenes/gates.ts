import { ApplicationFailure } from '@temporalio/activity';
import type { LoopConfig, TrainerTrigger } from '../../../src/contracts/loop-config';
import type { Decision } from '../../../src/contracts/retraining';
import { trainingActivityId } from '../../../src/domain/workflow-ids';
import { abandonUpdate, gateStatusQuery, retryStepUpdate } from '../../../workflows/messages';
import { editAnnotation } from '../../rounds/people';
import { eventually } from '../../setup/namespace';
import { type Scene, type Stage, TRAINER_QUEUE } from './stage';
import { answersOf } from './tails';

const BY = { by: 'ada' };
const MINUTE = 60_000;

const TRAINER: TrainerTrigger = {
  kind: 'activity',
  taskQueue: TRAINER_QUEUE,
  activity: 'train_model',
  timeoutMs: MINUTE,
  heartbeatMs: MINUTE,
};

const retraining =
  (of: Partial<LoopConfig['retraining']>) =>
  (config: LoopConfig): void =>
    void Object.assign(config.retraining, of);

const digestOf = async ({ gate }: Stage): Promise<string> =>
  (await gate().query(gateStatusQuery)).proposal?.digest ?? '';

const decided = ({ gate }: Stage, verdict: Decision['verdict']): Promise<void> =>
  eventually(async () =>
    expect(await gate().query(gateStatusQuery)).toMatchObject({ phase: 'gathering', lastDecision: { verdict } }),
  );

/** The gate's first run: it ends as a new one after each decision. */
async function firstRun({ gate }: Stage): Promise<string> {
  return (await gate().describe()).raw.workflowExecutionInfo?.firstRunId ?? '';
}

const gateOf = async (stage: Stage, name: string, runId?: string) => ({
  name: `retrainingGate-${name}`,
  workflowId: stage.gate().workflowId,
  runId: runId ?? (await firstRun(stage)),
});

/** What becomes of a proposal. The rounds are all alike; their gates are not. */
export const gates: Record<string, Scene> = {
  'refused under another digest, then rejected by signal, then proposed again': {
    change: retraining({ trigger: TRAINER }),
    async play(stage) {
      const { loop, gate, gateIs, conclude } = stage;
      const round = await loop.start();
      await conclude(round);
      await gateIs('deciding');
      await gate().signal('approveRetraining', { ...BY, digest: 'another' });
      await gate().signal('rejectRetraining', { ...BY, digest: await digestOf(stage), comment: 'too few' });
      await decided(stage, 'reject');
      const kept = await gateOf(stage, 'refused-a-digest-then-rejected');
      // The same dataset comes before the gate again: it was decided on, whatever was decided.
      await round.terminate('by mistake');
      const again = await loop.start();
      await stage.is(again, 'amending', 1);
      await again.terminate('end of scene');
      const { runId } = await gate().describe();
      await hasAssessed(stage);
      // What a run does last is told by what comes after it only.
      await gate().signal('approveRetraining', { ...BY, digest: 'another' });
      await eventually(async () => expect((await gate().query(gateStatusQuery)).refused).toContain('nothing waits'));
      return [kept, await gateOf(stage, 'proposed-what-was-decided', runId)];
    },
  },

  'nobody decides in time': {
    change: retraining({ approval: { required: true, timeoutMs: 2000 } }),
    async play(stage) {
      await stage.conclude(await stage.loop.start());
      await decided(stage, 'expire');
      return [await gateOf(stage, 'expired')];
    },
  },

  'superseded by what an edit proposes, then trained behind a webhook': {
    change(config, url) {
      config.retraining.trigger = { kind: 'webhook', url, timeoutMs: MINUTE };
    },
    async play(stage) {
      const { bench, loop, gate, gateIs, is, asked } = stage;
      const round = await loop.start();
      const [first] = await answersOf(stage, round);
      await is(round, 'amending', 1);
      await gateIs('deciding');
      const digest = await digestOf(stage);
      await editAnnotation(first?.id ?? 0, first?.wrong ?? '');
      await is(round, 'amending', 2);
      await eventually(async () => expect(await digestOf(stage)).not.toBe(digest));
      await gateIs('deciding');
      const next = await digestOf(stage);
      await gate().signal('approveRetraining', { ...BY, digest: next });
      await eventually(async () => expect(asked.map(({ body }) => body.jobId)).toContain(next));
      await bench.temporal.client.activity.complete(
        { workflowId: gate().workflowId, activityId: trainingActivityId(next) },
        { modelVersion: 'm2', metrics: {}, model: null },
      );
      await decided(stage, 'approve');
      return [await gateOf(stage, 'superseded-then-trained-behind-a-webhook')];
    },
  },

  'the rule does not hold': {
    change: retraining({ when: { kind: 'newLabels', atLeast: 1000 } }),
    async play(stage) {
      await stage.conclude(await stage.loop.start());
      await hasAssessed(stage);
      return [await gateOf(stage, 'rule-does-not-hold')];
    },
  },

  'the rule decides, and nothing is trained': {
    change: retraining({ approval: { required: false, timeoutMs: 0 } }),
    async play(stage) {
      await stage.conclude(await stage.loop.start());
      await decided(stage, 'approve');
      return [await gateOf(stage, 'decided-by-rule')];
    },
  },

  'the trainer refuses, and then trains': {
    change: retraining({ trigger: TRAINER }),
    async play(stage) {
      stage.training(async () => {
        throw ApplicationFailure.nonRetryable('no GPU', 'TrainerRefused');
      });
      await stage.conclude(await stage.loop.start());
      await approve(stage);
      await stage.gateIs('blocked');
      stage.training(async () => ({ modelVersion: 'm2', metrics: {} }));
      await stage.gate().executeUpdate(retryStepUpdate, { args: [BY] });
      await decided(stage, 'approve');
      return [await gateOf(stage, 'trainer-refused-then-trained')];
    },
  },

  'an ML backend that is not there, given up': {
    change: retraining({ trigger: { kind: 'label-studio-ml', backendId: 999_999 } }),
    async play(stage) {
      await stage.conclude(await stage.loop.start());
      await approve(stage);
      await stage.gateIs('blocked');
      await stage.gate().executeUpdate(abandonUpdate, { args: [BY] });
      await decided(stage, 'approve');
      return [await gateOf(stage, 'ml-backend-missing-then-abandoned')];
    },
  },
};

async function approve(stage: Stage): Promise<void> {
  await stage.gateIs('deciding');
  const digest = await digestOf(stage);
  await stage.gate().executeUpdate('decideRetraining', { args: [{ ...BY, digest, decision: 'approve' }] });
}

/** Waits until the gate has looked at what was proposed last, and gathers again. */
const hasAssessed = ({ gate }: Stage): Promise<void> =>
  eventually(async () => {
    const { events } = await gate().fetchHistory();
    const assessed = events?.filter(({ activityTaskScheduledEventAttributes: of }) => of?.activityType?.name);
    expect(assessed?.length).toBeGreaterThan(0);
    expect((await gate().describe()).raw.pendingActivities ?? []).toEqual([]);
    expect(await gate().query(gateStatusQuery)).toMatchObject({ phase: 'gathering' });
  });
