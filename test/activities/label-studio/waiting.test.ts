import type { ApplicationFailure } from '@temporalio/common';
import type { AnswerCounts } from '../../../src/contracts/activities';
import { connect, NO_PROJECT } from '../../label-studio/support/client';
import { answer, edit, removeTask, skip, withdraw } from '../../label-studio/support/people';
import { startTamperingProxy, type TamperingProxy } from '../../label-studio/support/tampering-proxy';
import { stack } from '../../setup/stack';
import { type DrawnRound, drawnRound } from './support/drawn-round';

const HOUR = 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

type Asked = Awaited<ReturnType<DrawnRound['ask']>>;
const wait = (
  round: DrawnRound,
  { projects }: Pick<Asked, 'projects'>,
  more: { deadline?: string; openedAt?: string } = {},
) =>
  round.run('awaitAnswers', {
    ...round.scope,
    projects,
    until: round.config.annotation.until,
    deadline: at(HOUR),
    openedAt: at(0),
    pollMs: 60_000,
    ...more,
  });

describe('awaitAnswers', () => {
  let proxy: TamperingProxy;
  beforeAll(async () => {
    proxy = await startTamperingProxy(stack.labelStudio.url);
  });
  afterAll(() => proxy.close());

  test('says how many are answered and when it looks next, as no fault', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    await answer(await round.taskOf(asked.projects, 'evaluation', 0), 'Bread');
    await skip(await round.taskOf(asked.projects, 'evaluation', 1));
    const pending = {
      type: 'AnnotationsPending',
      message: '2 of 3 answered (evaluation), 0 of 2 (training)',
      category: 'BENIGN',
      nonRetryable: false,
    };
    await expect(wait(round, asked)).rejects.toMatchObject({ ...pending, nextRetryDelay: 60_000 });
    await expect(wait(round, asked, { openedAt: at(-2 * HOUR) })).rejects.toMatchObject({ nextRetryDelay: 120_000 });
    const soon: unknown = await wait(round, asked, { deadline: at(20_000) }).catch((failure: unknown) => failure);
    const { nextRetryDelay } = soon as ApplicationFailure;
    expect(nextRetryDelay).toBeGreaterThan(10_000);
    expect(nextRetryDelay).toBeLessThanOrEqual(20_000);
  });

  test('ends when both projects have enough, and says so again', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    for (const position of [0, 1, 2]) await answer(await round.taskOf(asked.projects, 'evaluation', position), 'Bread');
    for (const position of [0, 1]) await skip(await round.taskOf(asked.projects, 'training', position));
    const counts: AnswerCounts = { evaluation: { answered: 3, total: 3 }, training: { answered: 2, total: 2 } };
    expect(await wait(round, asked)).toEqual({ reason: 'answered', counts });
    expect(await wait(round, asked)).toEqual({ reason: 'answered', counts });
  });

  test('goes on with what there is after the deadline', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    const counts = { evaluation: { answered: 0, total: 3 }, training: { answered: 0, total: 2 } };
    expect(await wait(round, asked, { deadline: at(-1) })).toEqual({ reason: 'deadline', counts });
  });

  test('has nothing to wait for where nothing was drawn', async () => {
    const round = await drawnRound({ evaluation: 0, training: 0 });
    expect((await wait(round, await round.ask())).reason).toBe('answered');
  });

  test('looks again after the pause that a server in trouble asks for', async () => {
    const behind = connect({ url: proxy.url });
    const round = await drawnRound({ deps: { labelStudio: behind } });
    const asked = await round.ask();
    proxy.tamperWith('GET /api/tasks', { kind: 'answer', status: 503, headers: { 'retry-after': '90' } });
    await expect(wait(round, asked)).rejects.toMatchObject({
      type: 'LabelStudioUnavailable',
      nonRetryable: false,
      nextRetryDelay: 90_000,
      category: undefined,
    });
    proxy.tamperWith('GET /api/tasks', { kind: 'answer', status: 401 });
    await expect(wait(round, asked)).rejects.toMatchObject({
      type: 'LabelStudioCredentialsRefused',
      nonRetryable: false,
      nextRetryDelay: 60_000,
    });
    // Where the deadline is nearer, it counts.
    proxy.tamperWith('GET /api/tasks', { kind: 'answer', status: 503, headers: { 'retry-after': '900' } });
    const soon: unknown = await wait(round, asked, { deadline: at(30_000) }).catch((failure: unknown) => failure);
    const { nextRetryDelay } = soon as ApplicationFailure;
    expect(nextRetryDelay).toBeGreaterThan(20_000);
    expect(nextRetryDelay).toBeLessThanOrEqual(30_000);
    proxy.tamperWith('GET /api/tasks', { kind: 'answer', status: 503, headers: { 'retry-after': '900' } });
    await expect(wait(round, asked, { deadline: at(-1) })).rejects.toMatchObject({ nextRetryDelay: 10_000 });
    await behind.close();
  });

  test('parks when the project is gone', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    const gone = { ...asked, projects: { ...asked.projects, training: NO_PROJECT } };
    await expect(wait(round, gone)).rejects.toMatchObject({ type: 'ProjectMissing', nonRetryable: true });
  });
});

describe('awaitChanges', () => {
  let round: DrawnRound;
  let asked: Asked;
  let first: number;

  /** Collects and watches from there. */
  const collect = (version: number) =>
    round.run('collectAnswers', { ...round.scope, projects: asked.projects, tasks: asked.tasks, version });
  const watch = ({ annotations, collectedAt }: Awaited<ReturnType<typeof collect>>, until = at(HOUR)) =>
    round.run('awaitChanges', {
      ...round.scope,
      projects: asked.projects,
      annotations,
      since: collectedAt,
      until,
      pollMs: 60_000,
    });

  beforeEach(async () => {
    round = await drawnRound();
    asked = await round.ask();
    first = await answer(await round.taskOf(asked.projects, 'evaluation', 0), 'Bread');
    await answer(await round.taskOf(asked.projects, 'training', 0), 'Bread');
  });

  test('waits while nothing changes, although what was just collected is touched within the overlap', async () => {
    const collected = await collect(1);
    const unchanged = { type: 'AnnotationsUnchanged', category: 'BENIGN', nextRetryDelay: 60_000 };
    await expect(watch(collected)).rejects.toMatchObject(unchanged);
    await expect(watch(collected)).rejects.toMatchObject(unchanged);
  });

  test.each([
    ['a late answer', async () => void (await answer(await round.taskOf(asked.projects, 'training', 1), 'Bread'))],
    ['a skip', async () => void (await skip(await round.taskOf(asked.projects, 'evaluation', 1)))],
    ['another choice', async () => void (await edit(first, 'Noodles/Pasta'))],
    ['an answer taken back', async () => void (await withdraw(first))],
    ['a deleted task', async () => void (await removeTask(await round.taskOf(asked.projects, 'evaluation', 0)))],
  ])('ends at %s, and after the next collection waits again', async (_, change) => {
    const collected = await collect(1);
    await change();
    expect(await watch(collected)).toEqual({ reason: 'changed' });
    const next = await collect(2);
    expect(next.changed).toBe(true);
    await expect(watch(next)).rejects.toMatchObject({ type: 'AnnotationsUnchanged' });
  });

  test('does not end for the same choice saved again, or a deleted task that nobody had answered: that is named by the last look', async () => {
    const collected = await collect(1);
    await edit(first, 'Bread');
    await expect(watch(collected)).rejects.toMatchObject({ type: 'AnnotationsUnchanged' });
    expect(await collect(2)).toMatchObject({ annotations: collected.annotations, changed: false });
    const task = await round.taskOf(asked.projects, 'evaluation', 2);
    await removeTask(task);
    await expect(watch(collected)).rejects.toMatchObject({ type: 'AnnotationsUnchanged' });
    const { irregularities, changed } = await collect(2);
    expect(changed).toBe(true);
    expect(irregularities).toEqual([expect.stringContaining(`its task ${task} is gone`)]);
  });

  test('at the end looks once more, then closes', async () => {
    const collected = await collect(1);
    expect(await watch(collected, at(-1))).toEqual({ reason: 'closing' });
    await edit(first, 'Noodles/Pasta');
    expect(await watch(collected, at(-1))).toEqual({ reason: 'changed' });
  });
});
