import { ApplicationFailure } from '@temporalio/activity';
import { WorkflowFailedError, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { FAILURES } from '../../src/contracts/failures';
import { MAIN_QUEUE } from '../../src/contracts/task-queues';
import { roundId } from '../../src/domain/workflow-ids';
import type { annotationRound } from '../../workflows/annotation-round';
import {
  abandonUpdate,
  answersArrivedSignal,
  collectNowSignal,
  retryStepUpdate,
  roundStatusQuery,
} from '../../workflows/messages';
import { eventually, freshNamespace, type TestNamespace } from '../setup/namespace';
import { runWorkers } from './run-workers';
import { type AllActivities, artifact, pending, stubActivities } from './stub-activities';

jest.setTimeout(120_000);

let temporal: TestNamespace;
let rounds = 0;

beforeAll(async () => {
  temporal = await freshNamespace();
});
afterAll(() => temporal.close());

type Round = WorkflowHandle<typeof annotationRound>;

const startRound = (): Promise<Round> =>
  temporal.client.workflow.start('annotationRound', {
    workflowId: roundId('food11', `2026-11-21T00:00:${String(rounds++).padStart(2, '0')}Z`),
    taskQueue: MAIN_QUEUE,
    args: [{ loop: 'food11', configRef: { bucket: 'ledger', key: 'config/x.json', sha256: 'x' } }],
  }) as unknown as Promise<Round>;

async function withRound<T>(
  items: number,
  overrides: Partial<AllActivities>,
  then: (round: Round, calls: string[]) => Promise<T>,
): Promise<T> {
  const { activities, calls } = stubActivities(items, overrides);
  const workers = await runWorkers(temporal.namespace, activities);
  try {
    return await then(await startRound(), calls);
  } finally {
    await workers.stop();
  }
}

const phaseOf = async (round: Round): Promise<string> => (await round.query(roundStatusQuery)).phase;
const reaches = (round: Round, phase: string): Promise<void> =>
  eventually(async () => expect(await phaseOf(round)).toBe(phase));

test('a round claims, draws, asks, waits, collects, files, estimates and proposes, in this order', async () => {
  await withRound(10, {}, async (round, calls) => {
    expect(await round.result()).toMatchObject({ outcome: 'completed', headline: { n: 100 } });
    expect(calls).toEqual([
      'claimWindow',
      'takeCensus',
      'drawItems',
      'ensureProjects',
      'importTasks',
      'importTasks',
      'recordTasks',
      'awaitAnswers',
      'collectAnswers',
      'resolveLabels',
      'copyObjects',
      'recordFiling',
      'deleteSources',
      'estimateAccuracy',
      'writeReport',
      'proposeRetraining',
      'reissueItems',
      'awaitChanges',
      'collectAnswers', // the last look
      'settleOpenTasks',
      'closeRound',
    ]);
  });
});

test('a round of 500 items has fewer than 300 events in its history', async () => {
  await withRound(500, {}, async (round, calls) => {
    await round.result();
    const { events } = await round.fetchHistory();
    expect(calls.filter((name) => name === 'copyObjects')).toHaveLength(5);
    expect(events?.length).toBeLessThan(300);
  });
});

test('a round in whose window nothing is new closes at once and says so', async () => {
  const nothing: Partial<AllActivities> = {
    claimWindow: async () => ({ kind: 'nothing-new', start: '2026-11-21T00:00:00Z', end: '2026-11-21T00:00:00Z' }),
  };
  await withRound(10, nothing, async (round, calls) => {
    expect(await round.result()).toEqual({ outcome: 'nothing-new', headline: null });
    expect(calls).toEqual(['claimWindow', 'closeRound']);
  });
});

test('waiting costs no history, and the wait ends when people have answered', async () => {
  let looks = 0;
  const slow: Partial<AllActivities> = {
    awaitAnswers: async () => {
      looks += 1;
      if (looks < 5) throw pending(`${looks} of 5 answered`);
      const all = { answered: 5, total: 5 };
      return { reason: 'answered', counts: { evaluation: all, training: all } };
    },
  };
  await withRound(5, slow, async (round) => {
    await round.result();
    const { events } = await round.fetchHistory();
    expect(looks).toBe(5);
    const scheduled = events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
    expect(scheduled?.filter((name) => name === 'awaitAnswers')).toHaveLength(1);
  });
});

test('a wait survives the death of its worker', async () => {
  const never: Partial<AllActivities> = {
    awaitAnswers: async () => {
      throw pending('0 of 5 answered');
    },
  };
  const first = await runWorkers(temporal.namespace, stubActivities(5, never).activities);
  const round = await startRound();
  await reaches(round, 'waiting');
  await first.stop();

  const second = await runWorkers(temporal.namespace, stubActivities(5).activities);
  expect(await round.result()).toMatchObject({ outcome: 'completed' });
  await second.stop();
});

test('a signal from the server makes the round look again at once, without waiting for the poll', async () => {
  let answered = false;
  const slow: Partial<AllActivities> = {
    awaitAnswers: async () => {
      if (!answered) {
        throw ApplicationFailure.create({ type: 'AnnotationsPending', message: '0 of 5', nextRetryDelay: '1h' });
      }
      const all = { answered: 5, total: 5 };
      return { reason: 'answered', counts: { evaluation: all, training: all } };
    },
  };
  await withRound(5, slow, async (round, calls) => {
    await eventually(async () => expect(calls).toContain('awaitAnswers'));
    answered = true;
    await round.signal(answersArrivedSignal);
    expect(await round.result()).toMatchObject({ outcome: 'completed' });
  });
});

test('the eleventh signal and all later ones make the round look no more; an operator still can', async () => {
  let looks = 0;
  const slow: Partial<AllActivities> = {
    awaitAnswers: async ({ deadline }) => {
      looks += 1;
      const none = { answered: 0, total: 5 };
      if (Date.parse(deadline) <= Date.now())
        return { reason: 'deadline', counts: { evaluation: none, training: none } };
      throw ApplicationFailure.create({ type: 'AnnotationsPending', message: '0 of 5', nextRetryDelay: '1h' });
    },
  };
  await withRound(5, slow, async (round) => {
    for (let woken = 0; woken < 10; woken += 1) {
      await eventually(async () => expect(looks).toBe(woken + 1));
      await round.signal(answersArrivedSignal);
    }
    await eventually(async () => expect(looks).toBe(11));
    for (let more = 0; more < 5; more += 1) await round.signal(answersArrivedSignal);
    await round.signal(collectNowSignal, { by: 'ada' });
    await round.result();
    expect(looks).toBe(12);
  });
});

test('an operator can go on with the answers there are', async () => {
  const deadlines: string[] = [];
  const never: Partial<AllActivities> = {
    awaitAnswers: async ({ deadline }) => {
      deadlines.push(deadline);
      if (Date.parse(deadline) > Date.now()) throw pending('1 of 5 answered');
      const some = { answered: 1, total: 5 };
      return { reason: 'deadline', counts: { evaluation: some, training: some } };
    },
  };
  await withRound(5, never, async (round) => {
    await reaches(round, 'waiting');
    await round.signal(collectNowSignal, { by: 'ada' });
    expect(await round.result()).toMatchObject({ outcome: 'completed' });
    expect(deadlines.length).toBeGreaterThan(1);
  });
});

test('a bucket that is missing when the round closes parks it, and once it is there the round ends as it would have', async () => {
  let missing = true;
  const outcomes: string[] = [];
  const broken: Partial<AllActivities> = {
    closeRound: async ({ outcome }) => {
      if (missing) throw ApplicationFailure.nonRetryable('bucket ledger is not there', 'BucketMissing');
      outcomes.push(outcome.kind);
      return { closed: artifact('closed.json') };
    },
  };
  await withRound(5, broken, async (round) => {
    await reaches(round, 'blocked');
    expect((await round.query(roundStatusQuery)).blockage).toMatchObject({ step: 'closeRound', type: 'BucketMissing' });
    missing = false;
    await round.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] });
    expect(await round.result()).toMatchObject({ outcome: 'completed' });
    expect(outcomes).toEqual(['completed']);
  });
});

test('a round that cannot be closed can still be abandoned', async () => {
  const outcomes: string[] = [];
  const broken: Partial<AllActivities> = {
    closeRound: async ({ outcome }) => {
      if (outcome.kind !== 'abandoned') throw ApplicationFailure.nonRetryable('not its bytes', 'ArtifactCorrupt');
      outcomes.push(outcome.by);
      return { closed: artifact('closed.json') };
    },
  };
  await withRound(5, broken, async (round) => {
    await reaches(round, 'blocked');
    await round.executeUpdate(abandonUpdate, { args: [{ by: 'ada' }] });
    expect(await round.result()).toMatchObject({ outcome: 'abandoned' });
    expect(outcomes).toEqual(['ada']);
  });
});

test('a round whose ledger is gone can be abandoned all the same, and its result says what the ledger cannot', async () => {
  const gone: Partial<AllActivities> = {
    drawItems: async () => {
      throw ApplicationFailure.nonRetryable('the bucket does not exist', 'BucketMissing');
    },
    closeRound: async () => {
      throw ApplicationFailure.nonRetryable('put s3://gone/closed.json: the bucket does not exist', 'BucketMissing');
    },
  };
  await withRound(5, gone, async (round) => {
    await reaches(round, 'blocked');
    await round.executeUpdate(abandonUpdate, { args: [{ by: 'ada', reason: 'the bucket is gone' }] });
    expect(await round.result()).toEqual({
      outcome: 'abandoned',
      headline: null,
      unrecorded:
        'the ledger does not say that this round was abandoned: put s3://gone/closed.json: the bucket does not exist',
    });
    expect((await round.query(roundStatusQuery)).phase).toBe('closed');
  });
});

test('what retrying cannot mend parks the round until an operator retries the step', async () => {
  let mended = false;
  const broken: Partial<AllActivities> = {
    drawItems: async () => {
      if (!mended) throw ApplicationFailure.nonRetryable('bucket production is not there', 'BucketMissing');
      return { draw: artifact('draw.parquet', 5), draws: [], evaluation: 1, training: 4 };
    },
  };
  await withRound(5, broken, async (round) => {
    await reaches(round, 'blocked');
    expect((await round.query(roundStatusQuery)).blockage).toMatchObject({
      step: 'drawItems',
      type: 'BucketMissing',
      message: 'bucket production is not there',
      operator: expect.stringContaining('annoloop apply'),
    });
    mended = true;
    await round.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] });
    expect(await round.result()).toMatchObject({ outcome: 'completed' });
  });
});

test('a parked round says what our failure means, not what the error behind it was called', async () => {
  const broken: Partial<AllActivities> = {
    ensureProjects: async () => {
      const cause = Object.assign(new Error('GET /api/projects/3: no (404)'), { name: 'LabelStudioNotFound' });
      throw ApplicationFailure.create({
        type: 'ProjectMissing',
        message: 'project 3 is gone',
        nonRetryable: true,
        cause,
      });
    },
  };
  await withRound(5, broken, async (round) => {
    await reaches(round, 'blocked');
    expect((await round.query(roundStatusQuery)).blockage).toEqual({
      step: 'ensureProjects',
      type: 'ProjectMissing',
      message: 'project 3 is gone',
      operator: FAILURES.ProjectMissing.operator,
    });
    await round.terminate('end of test');
  });
});

test('an operator can go on from a parked wait, and then nothing is parked any more', async () => {
  let counting = false;
  const gone: Partial<AllActivities> = {
    awaitAnswers: async ({ deadline }) => {
      if (Date.parse(deadline) > Date.now())
        throw ApplicationFailure.nonRetryable('project 2 is gone', 'ProjectMissing');
      if (!counting) throw pending('1 of 5 answered');
      const some = { answered: 1, total: 5 };
      return { reason: 'deadline', counts: { evaluation: some, training: some } };
    },
  };
  await withRound(5, gone, async (round) => {
    await reaches(round, 'blocked');
    await round.signal(collectNowSignal, { by: 'ada' });
    await eventually(async () =>
      expect(await round.query(roundStatusQuery)).toMatchObject({ phase: 'waiting', blockage: null }),
    );
    await expect(round.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] })).rejects.toBeInstanceOf(
      WorkflowUpdateFailedError,
    );
    counting = true;
    expect(await round.result()).toMatchObject({ outcome: 'completed' });
  });
});

test('a parked round can be abandoned, and its end says by whom', async () => {
  const outcomes: unknown[] = [];
  const broken: Partial<AllActivities> = {
    copyObjects: async () => {
      throw ApplicationFailure.nonRetryable('no such bucket', 'BucketMissing');
    },
    closeRound: async ({ outcome }) => {
      outcomes.push(outcome);
      return { closed: artifact('closed.json') };
    },
  };
  await withRound(5, broken, async (round) => {
    await reaches(round, 'blocked');
    await round.executeUpdate(abandonUpdate, { args: [{ by: 'ada', reason: 'wrong bucket' }] });
    expect(await round.result()).toEqual({ outcome: 'abandoned', headline: null });
    expect(outcomes).toEqual([{ kind: 'abandoned', by: 'ada', reason: 'wrong bucket' }]);
  });
});

test('a waiting round can be abandoned too', async () => {
  const never: Partial<AllActivities> = {
    awaitAnswers: async () => {
      throw pending('0 of 5 answered');
    },
  };
  await withRound(5, never, async (round) => {
    await reaches(round, 'waiting');
    await round.executeUpdate(abandonUpdate, { args: [{ by: 'ada' }] });
    expect(await round.result()).toMatchObject({ outcome: 'abandoned' });
  });
});

test('retrying where nothing is parked, or without a name, is refused and leaves no trace', async () => {
  const never: Partial<AllActivities> = {
    awaitAnswers: async () => {
      throw pending('0 of 5 answered');
    },
  };
  await withRound(5, never, async (round) => {
    await reaches(round, 'waiting');
    const refused = await round.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] }).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
    expect((refused as WorkflowUpdateFailedError).cause?.message).toContain('nothing is parked');
    const nameless = await round.executeUpdate(abandonUpdate, { args: [{ by: ' ' }] }).catch((e: unknown) => e);
    expect((nameless as WorkflowUpdateFailedError).cause?.message).toContain('say who you are');
    await round.terminate('end of test');
    await expect(round.result()).rejects.toBeInstanceOf(WorkflowFailedError);
  });
});

test('a late answer amends: the next version names its predecessor, and an unchanged one makes no version', async () => {
  let looks = 0;
  const predecessors: (string | null)[] = [];
  const late: Partial<AllActivities> = {
    awaitChanges: async () => ({ reason: ++looks < 3 ? 'changed' : 'closing' }),
    collectAnswers: async ({ version }) => ({
      annotations: artifact(`annotations/v${version}.parquet`),
      changed: looks < 2,
      collectedAt: new Date().toISOString(),
    }),
    estimateAccuracy: async ({ version, predecessor }) => {
      predecessors.push(predecessor?.key ?? null);
      return {
        estimate: artifact(`estimates/v${version}.json`),
        headline: { value: 0.5, lower: 0.4, upper: 0.6, n: 100, sufficient: true },
      };
    },
  };
  await withRound(5, late, async (round) => {
    await round.result();
    expect(predecessors).toEqual([null, 'estimates/v1.json']);
    expect((await round.query(roundStatusQuery)).version).toBe(2);
  });
});

test('what the model was sure of is filed once, when users have had their time to object, and the round goes on', async () => {
  let looks = 0;
  const { activities } = stubActivities(5);
  const noisyAt = new Date(Date.now() + 1000).toISOString();
  const sure: Partial<AllActivities> = {
    claimWindow: async (input) => {
      const claim = await activities.claimWindow(input);
      return claim.kind === 'claimed' ? { ...claim, policy: { ...claim.policy, noisyAt } } : claim;
    },
    awaitChanges: async ({ until }) => {
      looks += 1;
      if (looks === 1) expect(until).toBe(noisyAt);
      return { reason: looks === 2 ? 'changed' : 'closing' };
    },
  };
  await withRound(5, sure, async (round, calls) => {
    expect(await round.result()).toMatchObject({ outcome: 'completed' });
    const noisy = calls.filter((name) => /Noisy/.test(name));
    expect(noisy).toEqual(['planNoisy', 'copyNoisy', 'recordNoisy']);
    expect(calls.lastIndexOf('collectAnswers')).toBeGreaterThan(calls.indexOf('recordNoisy'));
  });
});

test('too few answers give no proposal', async () => {
  const few: Partial<AllActivities> = {
    estimateAccuracy: async () => ({
      estimate: artifact('estimates/v1.json'),
      headline: { value: 0.5, lower: 0.1, upper: 0.9, n: 2, sufficient: false },
    }),
  };
  await withRound(5, few, async (round, calls) => {
    await round.result();
    expect(calls).not.toContain('proposeRetraining');
  });
});
