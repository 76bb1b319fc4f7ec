import { connect, settingsOf, task } from './support/client';
import { answer, api, removeTask, signUp, skip } from './support/people';

jest.setTimeout(60_000);

describe('a task put before one more person', () => {
  const client = connect();
  let people: { id: number; token: string }[];
  let first: { id: number; token: string };
  let second: { id: number; token: string };
  let third: { id: number; token: string };
  let projects = 0;

  beforeAll(async () => {
    people = [await signUp(), await signUp(), await signUp()];
    [first, second, third] = people as [typeof first, typeof first, typeof first];
  });
  afterAll(() => client.close());

  /** A project of its own, so that nothing else is offered. */
  async function asked(annotators: number) {
    projects += 1;
    const skip_queue = annotators > 1 ? 'REQUEUE_FOR_OTHERS' : 'IGNORE_SKIPPED';
    const settings = settingsOf({ title: `overlaps ${projects}`, maximum_annotations: annotators, skip_queue });
    const { id } = await client.createProject(settings);
    const [taskId] = await client.importTasks(id, [task('x')]);
    return { project: id, taskId: taskId as number };
  }
  const as = ({ id }: { id: number }) => ({ completed_by: id });
  /** What the label stream offers somebody: the task with the others' answers, or nothing. */
  async function offered(project: number, { token }: { token: string }) {
    const found = await api('GET', `/api/projects/${project}/next`, undefined, token).catch((error: Error) => error);
    if (!(found instanceof Error)) return { taskId: found.json.id, annotations: found.json.annotations };
    expect(found.message).toContain(': 404 ');
    return null;
  }
  const stateOf = async (project: number) => (await client.findTasks(project, ['x']))[0];

  test('after a dispute is offered to a third who has not answered, blind, and finished by their answer', async () => {
    const { project, taskId } = await asked(2);
    await answer(taskId, 'Egg', as(first));
    await answer(taskId, 'Bread', as(second));
    expect(await stateOf(project)).toMatchObject({ answers: 2, people: 2, finished: true });
    expect(await offered(project, third)).toBeNull();

    expect(await client.putBefore(taskId, 3, false)).toBe(true);
    expect(await stateOf(project)).toMatchObject({ answers: 2, people: 3, finished: false });
    expect(await client.countRound(project, 'r', 2)).toEqual({ answered: 1, total: 1 });
    expect(await offered(project, first)).toBeNull();
    expect(await offered(project, second)).toBeNull();
    expect(await offered(project, third)).toEqual({ taskId, annotations: [] });

    await answer(taskId, 'Egg', as(third));
    expect(await stateOf(project)).toMatchObject({ answers: 3, people: 3, finished: true });
  });

  test('after the skip of one annotator is offered to a second, and finished by a second skip', async () => {
    const { project, taskId } = await asked(1);
    await skip(taskId, as(first));
    expect(await offered(project, second)).toBeNull();
    await client.putBefore(taskId, 2, true);
    expect(await offered(project, first)).toBeNull();
    expect(await offered(project, second)).toEqual({ taskId, annotations: [] });
    await skip(taskId, as(second));
    expect(await stateOf(project)).toMatchObject({ answers: 2, people: 2, finished: true });
    expect(await offered(project, third)).toBeNull();
  });

  test('is not needed where one of several skipped: Label Studio offers it to another by itself', async () => {
    const { project, taskId } = await asked(2);
    await answer(taskId, 'Egg', as(first));
    await skip(taskId, as(second));
    expect(await stateOf(project)).toMatchObject({ answers: 2, people: 2, finished: false });
    expect(await client.countRound(project, 'r', 2)).toEqual({ answered: 1, total: 1 });
    expect(await offered(project, second)).toBeNull();
    expect(await offered(project, third)).toEqual({ taskId, annotations: [] });
  });

  test('is finished at once where they have answered meanwhile', async () => {
    const { project, taskId } = await asked(2);
    for (const person of people) await answer(taskId, 'Egg', as(person));
    await client.putBefore(taskId, 3, false);
    expect(await stateOf(project)).toMatchObject({ people: 3, finished: true });
  });

  test('stays so when its project is brought up to date or gets more tasks', async () => {
    const { project, taskId } = await asked(2);
    await answer(taskId, 'Egg', as(first));
    await answer(taskId, 'Bread', as(second));
    await client.putBefore(taskId, 3, false);
    await client.updateProject(project, { title: 'overlaps, renamed', show_collab_predictions: false });
    await client.importTasks(project, [task('y')]);
    expect(await stateOf(project)).toMatchObject({ people: 3, finished: false });
    expect(await client.listReissued(project, 'r', 2)).toEqual([expect.objectContaining({ taskId, itemId: 'x' })]);
  });

  test('can be taken back: it is finished as it was, and offered to nobody', async () => {
    const { project, taskId } = await asked(2);
    await answer(taskId, 'Egg', as(first));
    await answer(taskId, 'Bread', as(second));
    await client.putBefore(taskId, 3, false);
    expect(await client.finishTask(taskId, 2)).toBe(true);
    expect(await stateOf(project)).toMatchObject({ people: 2, finished: true });
    expect(await offered(project, third)).toBeNull();
  });

  test('may be gone, which is said', async () => {
    const { taskId } = await asked(1);
    await removeTask(taskId);
    expect(await client.putBefore(taskId, 2, true)).toBe(false);
    expect(await client.finishTask(taskId, 1)).toBe(false);
  });

  test('members are those who can answer: not who was removed, nor who was made without an organization', async () => {
    const removed = await signUp();
    expect(await client.listMembers()).toEqual(expect.arrayContaining([first.id, second.id, third.id, removed.id]));
    const { userId } = await client.whoAmI();
    const { active_organization } = (await api('GET', '/api/current-user/whoami')).json;
    await api('DELETE', `/api/organizations/${active_organization}/memberships/${removed.id}/`);
    const made = await api('POST', '/api/users/', {
      email: `made-${removed.id}@example.com`,
      username: `made-${removed.id}`,
    });
    const members = await client.listMembers();
    expect(members).toEqual(expect.arrayContaining([userId, third.id]));
    expect(members).not.toContain(removed.id);
    expect(members).not.toContain(made.json.id);
  });
});
