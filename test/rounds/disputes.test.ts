import type { LabelRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import { roundStatusQuery } from '../../workflows/messages';
import { answer, signUp, skip } from '../label-studio/support/people';
import { eventually } from '../setup/namespace';
import { loopConfig } from './loop-fixture';
import { type Outcome, outcomeOf } from './outcome';
import { picturesByItem } from './people';
import { produce, projectsOf, reaches, tasksOf } from './play';
import { type Picture, pictures } from './production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;
let people: { id: number }[];

beforeAll(async () => {
  bench = await openBench();
  // One after the other: votes are in the order of people's ids.
  people = [await signUp(), await signUp(), await signUp()];
});
afterAll(() => bench.close());

const as = (person: number) => ({ completed_by: people[person]?.id });

const amended = (round: Round, version: number): Promise<void> =>
  eventually(async () => {
    expect(await round.query(roundStatusQuery)).toMatchObject({ phase: 'amending', version });
  }, 120_000);

const labelOf = ({ labels }: Outcome, item: string | undefined): LabelRow | undefined =>
  labels.find(({ itemId }) => itemId === item);

/** How many people a task is for and whether it is finished, of every task of the round. */
const tasksBy = async (loop: TestLoop, round: string) =>
  new Map((await tasksOf(bench, loop, round)).map((task) => [task.itemId, [task.people, task.finished]]));

/** A round that waits, with the tasks of its evaluation draw; nothing else is drawn. */
async function askedRound(change: Parameters<typeof loopConfig>[0], all: Picture[]) {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.draws = config.draws.slice(0, 1);
      change?.(config);
    }),
  );
  await produce(bench, loop, all);
  return loop;
}

test('two who disagree are decided by a third: the round concludes without waiting, and then amends', async () => {
  const all = pictures(6);
  const loop = await askedRound((config) => {
    config.annotation.annotators = 2;
  }, all);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const known = await picturesByItem(bench, loop.config, all);
    const tasks = await tasksOf(bench, loop, round.workflowId);
    const truthOf = (item: string): string => known.get(item)?.truth ?? '';
    const wrongOf = (item: string): string => (truthOf(item) === 'Bread' ? 'Noodles/Pasta' : 'Bread');
    const [dispute, ...others] = tasks;
    if (!dispute) throw new Error('nothing was drawn');
    for (const { taskId, itemId } of others) {
      await answer(taskId, truthOf(itemId), as(0));
      await answer(taskId, truthOf(itemId), as(1));
    }
    await answer(dispute.taskId, truthOf(dispute.itemId), as(0));
    await answer(dispute.taskId, wrongOf(dispute.itemId), as(1));

    await amended(round, 1);
    const first = await outcomeOf(loop, round.workflowId);
    expect(labelOf(first, dispute.itemId)).toMatchObject({ status: 'disputed', classId: null });
    expect(first.estimate).toMatchObject({ version: 1, accuracy: { n: 3 }, bounds: { drawn: 4, unresolved: 1 } });
    const open = await tasksBy(loop, round.workflowId);
    expect(open.get(dispute.itemId)).toEqual([3, false]);
    expect(others.map(({ itemId }) => open.get(itemId))).toEqual(others.map(() => [2, true]));
    const project = await bench.labelStudio.getProject((await projectsOf(loop.ledger)).evaluation);
    expect(project?.maximumAnnotations).toBe(2);

    await answer(dispute.taskId, truthOf(dispute.itemId), as(2));
    await amended(round, 2);
    const second = await outcomeOf(loop, round.workflowId);
    expect(labelOf(second, dispute.itemId)).toMatchObject({
      status: 'labelled',
      classId: truthOf(dispute.itemId) === 'Bread' ? 0 : 1,
      votes: people.map(({ id }) => expect.objectContaining({ annotator: id })),
    });
    expect(second.filing.map(({ itemId }) => itemId)).toContain(dispute.itemId);
    expect(second.estimate).toMatchObject({
      version: 2,
      predecessor: await loop.ledger.find(ledgerKeys.estimate(round.workflowId, 1)),
      accuracy: { n: 4 },
      bounds: { unresolved: 0 },
    });
    expect((await tasksBy(loop, round.workflowId)).get(dispute.itemId)).toEqual([3, true]);
    await round.terminate('end of test');
  });
});

test("one person's skip is answered by another, and what a second person skips too is 'cannot tell'", async () => {
  const all = pictures(6);
  const loop = await askedRound(undefined, all);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const [once, twice, ...others] = await tasksOf(bench, loop, round.workflowId);
    if (!once || !twice) throw new Error('too few were drawn');
    for (const { taskId } of others) await answer(taskId, 'Bread', as(0));
    await skip(once.taskId, as(0));
    await skip(twice.taskId, as(0));
    await amended(round, 1);
    const first = await outcomeOf(loop, round.workflowId);
    for (const { itemId } of [once, twice]) expect(labelOf(first, itemId)).toMatchObject({ status: 'skipped' });
    const open = await tasksBy(loop, round.workflowId);
    for (const { itemId } of [once, twice]) expect(open.get(itemId)).toEqual([2, false]);

    await answer(once.taskId, 'Bread', as(1));
    await skip(twice.taskId, as(1));
    await eventually(async () => {
      const outcome = await outcomeOf(loop, round.workflowId);
      expect(labelOf(outcome, once.itemId)).toMatchObject({ status: 'labelled', classId: 0 });
      expect(labelOf(outcome, twice.itemId)).toMatchObject({ status: 'missing', classId: null, cannotTell: true });
    }, 120_000);
    const done = await tasksBy(loop, round.workflowId);
    for (const { itemId } of [once, twice]) expect(done.get(itemId)).toEqual([2, true]);
    await round.terminate('end of test');
  });
});

test('where nobody is left a dispute stays one, and the round closes with it', async () => {
  const all = pictures(6);
  const loop = await askedRound((config) => {
    config.annotation.annotators = 2;
    config.annotation.closeMs = 20_000;
  }, all);
  const members = people.slice(0, 2).map(({ id }) => id);
  const labelStudio = { ...bench.labelStudio, listMembers: async () => members };
  await withWorkers(
    bench,
    async () => {
      const round = await loop.start();
      await reaches(round, 'waiting');
      const [dispute, ...others] = await tasksOf(bench, loop, round.workflowId);
      if (!dispute) throw new Error('nothing was drawn');
      await answer(dispute.taskId, 'Bread', as(0));
      await answer(dispute.taskId, 'Noodles/Pasta', as(1));
      for (const { taskId } of others) for (const person of [0, 1]) await answer(taskId, 'Bread', as(person));
      expect(await round.result()).toMatchObject({ outcome: 'completed' });
      const outcome = await outcomeOf(loop, round.workflowId);
      expect(labelOf(outcome, dispute.itemId)).toMatchObject({ status: 'disputed', classId: null });
      expect(outcome.estimate).toMatchObject({ version: 1, bounds: { unresolved: 1 } });
      expect((await tasksBy(loop, round.workflowId)).get(dispute.itemId)).toEqual([2, true]);
    },
    { labelStudio },
  );
});
