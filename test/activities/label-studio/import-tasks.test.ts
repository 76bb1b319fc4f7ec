import { CancelledFailure } from '@temporalio/common';
import type { DrawRow } from '../../../src/contracts/rows';
import { TASKS } from '../../../src/ledger/tables';
import { connect } from '../../label-studio/support/client';
import { answer, api, removeTask } from '../../label-studio/support/people';
import { startTamperingProxy, type TamperingProxy } from '../../label-studio/support/tampering-proxy';
import { realStore } from '../../object-store/real-store';
import { stack } from '../../setup/stack';
import { type DrawnRound, drawnRound, quietEnvironment } from './support/drawn-round';

jest.setTimeout(180_000);

const batch = (round: DrawnRound, projects: { evaluation: number; training: number }) =>
  ({ ...round.scope, draw: round.draw, projects, purpose: 'evaluation', offset: 0, limit: 100 }) as const;

const dataOf = async (task: number) => (await api('GET', `/api/tasks/${task}/?resolve_uri=false`)).json.data;

describe('importTasks', () => {
  let proxy: TamperingProxy;
  beforeAll(async () => {
    proxy = await startTamperingProxy(stack.labelStudio.url);
  });
  afterAll(() => proxy.close());

  test('imports a batch in the order of the draw, and nothing when it runs again', async () => {
    const round = await drawnRound({ evaluation: 5 });
    const projects = await round.run('ensureProjects', round.scope);
    const first = { ...batch(round, projects), limit: 2 };
    expect(await round.run('importTasks', first)).toEqual({ imported: 2, found: 2 });
    expect(await round.run('importTasks', first)).toEqual({ imported: 0, found: 2 });
    expect(await round.run('importTasks', batch(round, projects))).toEqual({ imported: 3, found: 5 });
    const tasks = await round.labelStudio.listRoundTasks(projects.evaluation, round.scope.round);
    expect(tasks.map(({ itemId }) => itemId)).toEqual(round.rows.slice(0, 5).map(({ itemId }) => itemId));
  });

  test('leaves no double where a batch was committed and its reply was lost', async () => {
    const behind = connect({ url: proxy.url });
    const round = await drawnRound({ deps: { labelStudio: behind } });
    const projects = await round.run('ensureProjects', round.scope);
    proxy.tamperWith('/import', { kind: 'lose the reply' });
    await expect(round.run('importTasks', batch(round, projects))).rejects.toMatchObject({
      type: 'LabelStudioUnavailable',
      nonRetryable: false,
    });
    expect(await round.run('importTasks', batch(round, projects))).toEqual({ imported: 0, found: 3 });
    expect(await round.labelStudio.listRoundTasks(projects.evaluation, round.scope.round)).toHaveLength(3);
    await behind.close();
  });

  test('ends at once when it is cancelled, as a cancellation', async () => {
    const behind = connect({ url: proxy.url });
    const round = await drawnRound({ deps: { labelStudio: behind } });
    const projects = await round.run('ensureProjects', round.scope);
    proxy.tamperWith('/import', { kind: 'never answer' });
    const environment = quietEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details) => {
      beats.push(details);
      if (beats.length === 2) setTimeout(() => environment.cancel(), 50);
    });
    await expect(round.run('importTasks', batch(round, projects), environment)).rejects.toBeInstanceOf(
      CancelledFailure,
    );
    expect(beats).toEqual([{ running: 'importTasks' }, { purpose: 'evaluation', importing: 3 }]);
    await behind.close();
  });

  test('gives evaluation tasks image, item and round alone', async () => {
    const round = await drawnRound();
    const { projects } = await round.ask();
    const [first] = round.rows;
    expect(await dataOf(await round.taskOf(projects, 'evaluation', 0))).toEqual({
      image: round.deps.mediaLink(round.scope.round, first?.itemId ?? ''),
      item: first?.itemId,
      round: round.scope.round,
    });
  });

  test('shows people of training tasks what the model said, the confidence as a number that sorts', async () => {
    const round = await drawnRound({ training: 3 });
    const { projects } = await round.ask();
    expect(await dataOf(await round.taskOf(projects, 'training', 1))).toMatchObject({
      confidence: 0.25,
      predicted_class: 'Noodles/Pasta',
      corrected_class: 'Bread',
      model_version: 'm1',
      captured_at: '2026-11-21T00:59:00Z',
      draw: 'low-confidence',
    });
    expect(await dataOf(await round.taskOf(projects, 'training', 0))).toMatchObject({
      confidence: null,
      predicted_class: 'Bread',
      corrected_class: '—',
    });
  });

  test('hides it where the loop is blind, whatever way images are reached otherwise', async () => {
    const change = ({ annotation }: DrawnRound['config']) =>
      Object.assign(annotation, { blind: true, images: 'presigned' });
    const round = await drawnRound({ change });
    const { projects } = await round.ask();
    const data = await dataOf(await round.taskOf(projects, 'training', 1));
    expect(Object.keys(data).sort()).toEqual(['image', 'item', 'round']);
    expect(data.image).toMatch(/\/media\//);
  });

  test('in mode storage names the object, and signs what Label Studio would cut', async () => {
    const change = ({ annotation }: DrawnRound['config']) => Object.assign(annotation, { images: 'storage' });
    const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
    const storage = { endpoint, publicEndpoint: endpoint, region, accessKeyId, secretAccessKey };
    const changeRow = (row: DrawRow) => (row.position === 1 ? { ...row, key: 'why?.png' } : row);
    const round = await drawnRound({ change, changeRow, deps: { storage, store: realStore() } });
    await realStore().ensureBucket(round.config.source.bucket);
    const { projects } = await round.ask();
    expect((await dataOf(await round.taskOf(projects, 'training', 0))).image).toBe(
      `s3://${round.config.source.bucket}/class_00/training 0.png`,
    );
    const signed = new URL((await dataOf(await round.taskOf(projects, 'training', 1))).image);
    expect(signed.pathname).toBe(`/${round.config.source.bucket}/why%3F.png`);
    expect(signed.searchParams.has('X-Amz-Signature')).toBe(true);
  });

  test('in mode presigned signs for as long as people have time, a week at most', async () => {
    const change = ({ annotation }: DrawnRound['config']) => Object.assign(annotation, { images: 'presigned' });
    const round = await drawnRound({ change, deps: { store: realStore() } });
    const { projects } = await round.ask();
    const { image } = await dataOf(await round.taskOf(projects, 'training', 0));
    expect(new URL(image).searchParams.get('X-Amz-Expires')).toBe('3600');

    const long = await drawnRound({
      change: ({ annotation }) => {
        annotation.images = 'presigned';
        annotation.until.deadlineMs = 8 * 86_400_000;
      },
      deps: { store: realStore() },
    });
    await expect(long.ask()).rejects.toMatchObject({
      type: 'ConfigurationInvalid',
      message: expect.stringMatching(/7 days at most/),
    });
  });
});

describe('recordTasks', () => {
  test('writes which task is which item, once', async () => {
    const round = await drawnRound();
    const { projects, tasks } = await round.ask();
    const rows = await round.ledger.readRows(tasks, TASKS);
    expect(rows.map(({ itemId, purpose }) => [itemId, purpose])).toEqual(
      round.rows.map(({ itemId, purpose }) => [itemId, purpose]),
    );
    expect(rows[3]).toMatchObject({
      projectId: projects.training,
      taskId: await round.taskOf(projects, 'training', 0),
    });
    expect(await round.run('recordTasks', { ...round.scope, draw: round.draw, projects })).toEqual({
      tasks,
      doublesRemoved: 0,
    });
  });

  test('imports what is missing, removes doubles and keeps the one that somebody answered', async () => {
    const round = await drawnRound();
    const projects = await round.run('ensureProjects', round.scope);
    const [a, b, c] = round.rows.map(({ itemId }) => itemId) as [string, string, string];
    const image = (item: string) => round.deps.mediaLink(round.scope.round, item);
    const data = (item: string) => ({ data: { image: image(item), item, round: round.scope.round } });
    const ids = await round.labelStudio.importTasks(projects.evaluation, [a, b, a, b, b].map(data));
    const [firstA, , secondA, secondB] = ids as [number, number, number, number];
    await answer(secondB, 'Bread');
    const recorded = await round.run('recordTasks', { ...round.scope, draw: round.draw, projects });
    expect(recorded.doublesRemoved).toBe(3);
    const found = await round.labelStudio.listRoundTasks(projects.evaluation, round.scope.round);
    expect(found.slice(0, 2)).toEqual([
      { taskId: firstA, itemId: a, image: image(a), answers: 0, people: 1, finished: false },
      { taskId: secondB, itemId: b, image: image(b), answers: 1, people: 1, finished: true },
    ]);
    expect(found[2]?.itemId).toBe(c);
    expect(found.map(({ taskId }) => taskId)).not.toContain(secondA);
    const rows = await round.ledger.readRows(recorded.tasks, TASKS);
    expect(rows.map(({ taskId }) => taskId).slice(0, 3)).toEqual(found.map(({ taskId }) => taskId));
  });

  test('once written, a task that somebody deleted is not imported again', async () => {
    const round = await drawnRound();
    const { projects } = await round.ask();
    await removeTask(await round.taskOf(projects, 'evaluation', 0));
    await round.ask();
    expect(await round.labelStudio.listRoundTasks(projects.evaluation, round.scope.round)).toHaveLength(2);
  });
});
