import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { filingId } from '../../src/domain/workflow-ids';
import type { LabelStudio } from '../../src/label-studio/port';
import { temporalRoundWaker } from '../../src/temporal/round-waker';
import { eventually } from '../setup/namespace';
import { draw, loopConfig } from './loop-fixture';
import { outcomeOf } from './outcome';
import { answerRound, produce, reaches } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, type Round, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const historyLength = async (round: WorkflowHandle): Promise<number> => (await round.describe()).historyLength;

/**
 * Everything as the real Label Studio has it, but for the people: once they are `done` they have answered all tasks, which
 * by its own API would take them a minute and a half.
 */
const everybodyAnswers = (done: () => boolean): LabelStudio => ({
  ...bench.labelStudio,
  async countRound(project, round, annotators, options) {
    const { total } = await bench.labelStudio.countRound(project, round, annotators, options);
    return { answered: done() ? total : 0, total };
  },
  async readAnswers(project, round, options) {
    const tasks = await bench.labelStudio.listRoundTasks(project, round, options);
    const at = '2026-11-21T12:00:00.000Z';
    const answer = {
      annotator: 1,
      createdAt: at,
      updatedAt: at,
      skipped: false,
      leadTimeSeconds: 1,
      otherControls: [],
      fromPrediction: false,
    };
    return {
      asOf: new Date(),
      tasks: options?.since
        ? []
        : tasks.map(({ taskId, itemId, image }) => ({
            taskId,
            itemId,
            image,
            annotations: [{ ...answer, annotationId: taskId, choices: ['Bread'] }],
          })),
    };
  },
  countExisting: async (_project, _round, taskIds) => taskIds.length,
});

test('a round of 500 items that twenty hooks wake for nothing has fewer than 300 events in its history', async () => {
  let done = false;
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.draws = [
        draw({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', size: 100, take: 'sample' }),
        draw({ name: 'rest', strategy: 'all' }),
      ];
      config.annotation.closeMs = 1000;
    }),
  );
  await produce(bench, loop, pictures(500));
  await withWorkers(
    bench,
    async () => {
      const round = await loop.start();
      await reaches(round, 'waiting');
      for (let n = 0; n < 20; n++) await wakeForNothing(round);
      done = true;
      expect(await round.result()).toMatchObject({ outcome: 'completed' });
      const { drawn, filing } = await outcomeOf(loop, round.workflowId);
      expect(drawn).toHaveLength(500);
      expect(filing.filter(({ status }) => status === 'filed')).toHaveLength(500);
      // That of its filing, a workflow of its own, included.
      const filed = bench.temporal.client.workflow.getHandle(filingId(round.workflowId, 1));
      const events = (await historyLength(round)) + (await historyLength(filed));
      expect(events).toBeGreaterThan(100);
      expect(events).toBeLessThan(300);
    },
    { labelStudio: everybodyAnswers(() => done) },
  );
});

test('waiting for people and watching for late answers cost no history, however often Label Studio is asked', async () => {
  const loop = await makeLoop(bench, loopConfig());
  const all = pictures(8);
  await produce(bench, loop, all);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    await costsNothing(round, 'awaitAnswers');
    await answerRound(bench, loop, round, all);
    await reaches(round, 'amending');
    await costsNothing(round, 'awaitChanges');
    await round.terminate('end of test');
  });
});

/** One wake-up, and whatever the round makes of it. */
async function wakeForNothing(round: Round): Promise<void> {
  await temporalRoundWaker(bench.temporal.client).wake(round.workflowId);
  await sleep(200);
}

/** One pending activity that looks again and again, and no event: so does a day of it. */
async function costsNothing(round: Round, activity: string): Promise<void> {
  const lookedAtLeast = (times: number) =>
    eventually(async () => {
      const { raw } = await round.describe();
      expect(raw.pendingActivities).toMatchObject([{ activityType: { name: activity } }]);
      expect(raw.pendingActivities?.[0]?.attempt ?? 0).toBeGreaterThanOrEqual(times);
    });
  await lookedAtLeast(2);
  const before = await historyLength(round);
  await lookedAtLeast(8);
  expect(await historyLength(round)).toBe(before);
}
