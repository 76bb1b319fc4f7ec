import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { LabelStatus } from '../../../src/contracts/rows';
import { ledgerKeys } from '../../../src/domain/layout';
import { LABELS } from '../../../src/ledger/tables';
import { connect } from '../../label-studio/support/client';
import { answer, signUp, skip, withdraw } from '../../label-studio/support/people';
import { startTamperingProxy, type TamperingProxy } from '../../label-studio/support/tampering-proxy';
import { stack } from '../../setup/stack';
import { type DrawnRound, drawnRound } from './support/drawn-round';

jest.setTimeout(60_000);

type Asked = Awaited<ReturnType<DrawnRound['ask']>>;
type AnnotationChange = Partial<LoopConfig['annotation']>;

let proxy: TamperingProxy;
let second: number;
let third: number;

beforeAll(async () => {
  proxy = await startTamperingProxy(stack.labelStudio.url);
  second = (await signUp()).id;
  third = (await signUp()).id;
});
afterAll(() => proxy.close());

const people = (annotation: AnnotationChange, deps: Parameters<typeof drawnRound>[0] = {}) =>
  drawnRound({ change: (config) => void Object.assign(config.annotation, annotation), ...deps });

/** Collects, and writes labels of these statuses for the items at these places of `rows`; all others are labelled. */
async function concluded(round: DrawnRound, asked: Asked, statuses: Record<number, LabelStatus>) {
  const { annotations } = await round.run('collectAnswers', { ...round.scope, ...asked, version: 1 });
  const labels = round.rows.map(({ itemId, purpose, draw }, index) => ({
    itemId,
    purpose,
    draw,
    status: statuses[index] ?? ('labelled' as const),
    classId: null,
    noneOfThese: false,
    cannotTell: false,
    votes: [],
    blind: purpose === 'evaluation',
  }));
  const { ref } = await round.ledger.createRows(ledgerKeys.labels(round.scope.round, 1), LABELS, labels);
  return { ...round.scope, projects: asked.projects, labels: ref, annotations };
}

const evaluationTasks = (round: DrawnRound, { projects }: Asked) =>
  round.labelStudio.listRoundTasks(projects.evaluation, round.scope.round);
const opened = async (round: DrawnRound, asked: Asked) =>
  (await evaluationTasks(round, asked)).map(({ people: number, finished }) => [number, finished]);

/** Two people differ about the first of three evaluation items and agree about the second. */
async function disputed(annotation: AnnotationChange = {}, deps = {}) {
  const round = await people({ annotators: 2, ...annotation }, deps);
  const asked = await round.ask();
  const [first, agreed] = [
    await round.taskOf(asked.projects, 'evaluation', 0),
    await round.taskOf(asked.projects, 'evaluation', 1),
  ];
  await answer(first, 'Bread');
  await answer(first, 'Noodles/Pasta', { completed_by: second });
  await answer(agreed, 'Bread');
  await answer(agreed, 'Bread', { completed_by: second });
  return { round, asked, first, input: await concluded(round, asked, { 0: 'disputed', 2: 'missing' }) };
}

test('a disputed item goes to one more person, and to no further one when the step runs again', async () => {
  const { round, asked, first, input } = await disputed();
  expect(await round.run('reissueItems', input)).toEqual({ reissued: 1, nobodyLeft: 0 });
  const afterwards = [
    [3, false],
    [2, true],
    [2, false],
  ];
  expect(await opened(round, asked)).toEqual(afterwards);
  expect(await round.run('reissueItems', input)).toEqual({ reissued: 1, nobodyLeft: 0 });
  expect(await opened(round, asked)).toEqual(afterwards);

  // Also when the third has answered before an attempt that was thought lost runs again.
  await answer(first, 'Bread', { completed_by: third });
  expect(await round.run('reissueItems', input)).toEqual({ reissued: 1, nobodyLeft: 0 });
  expect((await opened(round, asked))[0]).toEqual([3, true]);
});

test('a lost reply opens it once, and an answer that came meanwhile leaves it finished', async () => {
  const behind = connect({ url: proxy.url });
  const { round, asked, first, input } = await disputed({}, { deps: { labelStudio: behind } });
  proxy.tamperWith(`PATCH /api/tasks/${first}/`, { kind: 'lose the reply' });
  await expect(round.run('reissueItems', input)).rejects.toMatchObject({
    type: 'LabelStudioUnavailable',
    nonRetryable: false,
  });
  expect((await opened(round, asked))[0]).toEqual([3, false]);
  await answer(first, 'Bread', { completed_by: third });
  await round.run('reissueItems', input);
  expect((await opened(round, asked))[0]).toEqual([3, true]);
  expect(await evaluationTasks(round, asked)).toHaveLength(3);
  await behind.close();
});

test('what was opened although enough had answered is finished by the next attempt', async () => {
  const { round, asked, first, input } = await disputed();
  await answer(first, 'Bread', { completed_by: third });
  const behind = connect({ url: proxy.url });
  // As an attempt leaves it that dies between opening a task and seeing that people had answered it.
  proxy.tamperWith(`PATCH /api/tasks/${first}/`, { kind: 'lose the reply' });
  await expect(behind.putBefore(first, 3, false)).rejects.toThrow();
  expect((await opened(round, asked))[0]).toEqual([3, false]);
  await round.run('reissueItems', input);
  expect((await opened(round, asked))[0]).toEqual([3, true]);
  await behind.close();
});

test("one annotator's skip goes to somebody else of the organization", async () => {
  const round = await people({});
  const asked = await round.ask();
  const task = await round.taskOf(asked.projects, 'training', 0);
  await skip(task);
  const input = await concluded(round, asked, { 3: 'skipped' });
  expect(await round.run('reissueItems', input)).toEqual({ reissued: 1, nobodyLeft: 0 });
  const [open] = await round.labelStudio.listReissued(asked.projects.training, round.scope.round, 1);
  expect(open).toMatchObject({ taskId: task, people: 2, finished: false });
  await skip(task, { completed_by: second });
  const [done] = await round.labelStudio.listReissued(asked.projects.training, round.scope.round, 1);
  expect(done).toMatchObject({ people: 2, finished: true });
});

test('where everybody has answered it stays disputed, and nothing is opened', async () => {
  const client = connect();
  const { userId } = await client.whoAmI();
  const labelStudio = { ...client, listMembers: async () => [userId, second] };
  const { round, asked, input } = await disputed({}, { deps: { labelStudio } });
  expect(await round.run('reissueItems', input)).toEqual({ reissued: 0, nobodyLeft: 1 });
  expect((await opened(round, asked))[0]).toEqual([2, true]);
  await client.close();
});

test('a loop that leaves disputes opens nothing', async () => {
  const { round, asked, input } = await disputed({ disputes: 'leave' });
  expect(await round.run('reissueItems', input)).toEqual({ reissued: 0, nobodyLeft: 1 });
  expect((await opened(round, asked))[0]).toEqual([2, true]);
});

test('a task whose id is another one by now is left alone', async () => {
  const { round, asked, first, input } = await disputed();
  const [agreed] = (await evaluationTasks(round, asked)).slice(1);
  const labelStudio = {
    ...round.labelStudio,
    // As after a deletion and an import on SQLite.
    findTasks: async () => [{ taskId: first, itemId: 'another', image: '', answers: 0, people: 2, finished: false }],
  };
  round.deps.labelStudio = labelStudio;
  await round.run('reissueItems', input);
  expect((await opened(round, asked))[0]).toEqual([2, true]);
  expect(agreed?.people).toBe(2);
});

test('opening is no answer: nothing counts as changed until somebody answers or takes an answer back', async () => {
  const { round, asked, first, input } = await disputed();
  await round.run('reissueItems', input);
  const look = (annotations = input.annotations) =>
    round.run('awaitChanges', {
      ...round.scope,
      projects: asked.projects,
      annotations,
      since: new Date(Date.now() - 60_000).toISOString(),
      until: new Date(Date.now() + 60_000).toISOString(),
      pollMs: 1000,
    });
  await expect(look()).rejects.toMatchObject({ type: 'AnnotationsUnchanged' });
  const id = await answer(first, 'Bread', { completed_by: third });
  expect(await look()).toEqual({ reason: 'changed' });
  await withdraw(id);
  await expect(look()).rejects.toMatchObject({ type: 'AnnotationsUnchanged' });
});

describe('when the round closes, what waits for one more person', () => {
  const settled = async (openTasks: 'keep' | 'delete') => {
    const { round, asked, input } = await disputed({ openTasks });
    await round.run('reissueItems', input);
    await round.run('settleOpenTasks', { ...round.scope, ...asked });
    await round.run('settleOpenTasks', { ...round.scope, ...asked });
    return opened(round, asked);
  };

  test('goes on waiting where open tasks are kept', async () => {
    expect((await settled('keep'))[0]).toEqual([3, false]);
  });

  test('is finished where they are deleted, with the answers it has', async () => {
    expect(await settled('delete')).toEqual([
      [2, true],
      [2, true],
    ]);
  });
});
