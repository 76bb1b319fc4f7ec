import type { DrawRow } from '../../../src/contracts/rows';
import { resolveItem } from '../../../src/domain/consensus';
import { ANNOTATIONS } from '../../../src/ledger/tables';
import { irregularitiesOf } from '../../../src/loops/irregularities';
import {
  answer,
  answerWith,
  api,
  edit,
  removeTask,
  resultOf,
  signUp,
  skip,
  withdraw,
} from '../../label-studio/support/people';
import { taskData } from '../../rounds/people';
import { type DrawnRound, drawnRound } from './support/drawn-round';

jest.setTimeout(240_000);

type Asked = Awaited<ReturnType<DrawnRound['ask']>>;

const collect = (round: DrawnRound, asked: Asked, version = 1) =>
  round.run('collectAnswers', { ...round.scope, projects: asked.projects, tasks: asked.tasks, version });

/** What was collected of an item: null where nothing was. */
async function saying(round: DrawnRound, { annotations }: Awaited<ReturnType<typeof collect>>) {
  const rows = await round.ledger.readRows(annotations, ANNOTATIONS);
  return (item: DrawRow) => {
    const of = rows.filter(({ itemId }) => itemId === item.itemId);
    return of.length === 0
      ? null
      : of.map(({ skipped, answer: said }) => (skipped ? 'skip' : (said ?? 'nothing'))).join(', ');
  };
}

const changeData = async (task: number, change: Record<string, unknown>): Promise<void> => {
  await api('PATCH', `/api/tasks/${task}/`, { data: { ...(await taskData(task)), ...change } });
};

test('what people do to tasks and answers while the round waits is counted as it is, or named', async () => {
  const round = await drawnRound({ evaluation: 16, training: 2 });
  const asked = await round.ask();
  const { projects } = asked;
  const items = round.rows.filter(({ purpose }) => purpose === 'evaluation');
  const tasks = await Promise.all(items.map((_, position) => round.taskOf(projects, 'evaluation', position)));
  const task = (position: number): number => tasks[position] ?? 0;
  const item = (position: number): DrawRow => items[position] as DrawRow;
  const other = await signUp();

  await edit(await answer(task(0), 'Bread'), 'Noodles/Pasta');
  await withdraw(await answer(task(1), 'Bread'));
  await removeTask(task(2));
  await answer(task(3), 'Bread');
  await removeTask(task(3));
  // The answer to the picture of item 4 must not become one of item 5.
  await answer(task(4), 'Bread');
  await changeData(task(4), { item: item(5).itemId });
  await answer(task(5), 'Noodles/Pasta');
  await answer(task(6), 'Bread');
  await changeData(task(6), { image: round.deps.mediaLink(round.scope.round, item(7).itemId) });
  await answer(task(7), 'Bread');
  await changeData(task(7), { round: 'another' });
  await answerWith(task(8), { result: [{ ...resultOf('x')[0], value: { choices: ['Bread', 'Noodles/Pasta'] } }] });
  await answerWith(task(9), { result: resultOf('Bread', 'mood') });
  await answer(task(10), 'Bread', { ground_truth: true });
  const skipped = await skip(task(11));
  await edit(skipped, 'Bread');
  await api('POST', `/api/tasks/${task(12)}/drafts`, { result: resultOf('Bread'), lead_time: 1 });
  const moved = await answer(task(13), 'Bread');
  await api('PATCH', `/api/annotations/${moved}/`, { completed_by: other.id });
  await api('POST', '/api/predictions/', { task: task(14), result: resultOf('Bread'), model_version: 'm' });
  const selected = { selectedItems: { all: false, included: [task(14)] }, filters: { conjunction: 'and', items: [] } };
  await api('POST', `/api/dm/actions?id=predictions_to_annotations&project=${projects.evaluation}`, selected);
  await answer(task(15), 'Toast `<img src=x>`');
  // Tasks of people's own: without item and round, and one that claims an item of ours with a picture of theirs.
  const claims = { image: 'http://localhost/cat.png', item: item(0).itemId, round: round.scope.round };
  const [, claiming, nobodys] = (
    await api('POST', `/api/projects/${projects.evaluation}/import?return_task_ids=true`, [
      { data: { image: 'http://localhost/cat.png' } },
      { data: claims },
      { data: { ...claims, item: 'nobody' } },
    ])
  ).json.task_ids;
  await answer(claiming, 'Bread');
  const untold = await round.taskOf(projects, 'training', 1);
  await changeData(untold, { item: null });

  const collected = await collect(round, asked);
  const said = await saying(round, collected);
  expect(items.map(said)).toEqual([
    'Noodles/Pasta', // edited
    null, // withdrawn
    null, // its task was deleted
    null, // answered, and its task deleted
    null, // its task says item 5
    'Noodles/Pasta', // its own answer alone
    null, // its task shows another picture
    null, // its task is of another round
    'several: Bread + Noodles/Pasta',
    'nothing', // an answer of another control
    'Bread', // ground truth
    'Bread', // skipped, then answered
    null, // a draft
    'Bread', // of another user
    'Bread', // made from a prediction
    'Toast `<img src=x>`',
  ]);
  const named = await irregularitiesOf(round.ledger, collected.annotations);
  const gone = (position: number) =>
    `evaluation item ${item(position).itemId}: its task ${task(position)} is gone, deleted or with its round changed; nobody can answer it`;
  const noLonger = (position: number) =>
    `evaluation task ${task(position)}: shows another picture than that of its item ${item(position).itemId}; its answers do not count`;
  const by = (position: number) => `evaluation task ${task(position)} (item ${item(position).itemId})`;
  const self = (await api('GET', '/api/current-user/whoami')).json.id;
  expect([...named].sort()).toEqual(
    [
      `evaluation project ${projects.evaluation}: somebody put predictions into 1 of the round's tasks`,
      `evaluation project ${projects.evaluation}: holds 1 tasks of no round, made by somebody else`,
      gone(2),
      gone(3),
      `evaluation task ${task(4)}: was made for the item ${item(4).itemId} and names '${item(5).itemId}'; its answers do not count`,
      noLonger(6),
      gone(7),
      `${by(8)}: user ${self} chose several, 'several: Bread + Noodles/Pasta'; an item has one class`,
      `${by(9)}: user ${self} answered without a choice of 'label' (but one of 'mood')`,
      `${by(14)}: the answer of user ${self} was made from a prediction, though people should not see one`,
      `${by(15)}: user ${self} answered 'Toast \`<img src=x>\`', which is no class of the loop`,
      `evaluation task ${claiming}: shows another picture than that of its item ${item(0).itemId}; its answers do not count`,
      `evaluation task ${nobodys}: names the item 'nobody', which the round did not draw for it; its answers do not count`,
      `training task ${untold}: has no item id in its data; its answers do not count`,
    ].sort(),
  );
  expect(collected.irregularities).toHaveLength(11);
  expect(collected.irregularities?.at(-1)).toBe(`and ${named.length - 10} more like these`);
  // Nothing of what people made was deleted.
  const left = (await round.labelStudio.readAnswers(projects.evaluation, round.scope.round)).tasks;
  expect(left.map(({ taskId }) => taskId)).toEqual(expect.arrayContaining([task(4), task(6), claiming, nobodys]));
  // Asked again it says the same, and nothing is new.
  expect(await collect(round, asked)).toEqual(collected);
  expect(await collect(round, asked, 2)).toMatchObject({ changed: false, annotations: collected.annotations });
});

test('what people change in the settings of a project is named, and put back for the next round', async () => {
  const round = await drawnRound({ evaluation: 3 });
  const asked = await round.ask();
  const { evaluation, training } = asked.projects;
  await answer(await round.taskOf(asked.projects, 'evaluation', 0), 'Bread');
  const project = (await api('GET', `/api/projects/${evaluation}/`)).json;
  const renamed = project.label_config.replace('value="Noodles/Pasta"', 'value="Pasta"');
  const otherControl = (await api('GET', `/api/projects/${training}/`)).json.label_config.replace('"label"', '"mood"');
  const changes = { label_config: renamed, maximum_annotations: 2, show_collab_predictions: true };
  await api('PATCH', `/api/projects/${evaluation}/`, { ...changes, title: 'ours now', is_published: false });
  await api('PATCH', `/api/projects/${training}/`, { label_config: otherControl, is_draft: true });
  await answer(await round.taskOf(asked.projects, 'evaluation', 1), 'Pasta');

  const { irregularities = [] } = await collect(round, asked);
  expect(irregularities).toEqual([
    `evaluation project ${evaluation}: nobody can choose 'Noodles/Pasta' any more`,
    `evaluation project ${evaluation}: offers 'Pasta', which is no class of the loop`,
    `evaluation project ${evaluation}: asks 2 people for a task, the loop 1`,
    `evaluation project ${evaluation}: shows predictions, though people should not see them`,
    expect.stringMatching(
      /^evaluation task \d+ \(item \w+\): user \d+ answered 'Pasta', which is no class of the loop$/,
    ),
    `training project ${training}: its label config was changed: answers are read from <Choices name="label" toName="image">, which is missing, and 'mood' is not read`,
  ]);

  const next = await drawnRound({ change: (config) => Object.assign(config, round.config) });
  Object.assign(next.deps, { openLoop: round.deps.openLoop });
  const projects = await next.run('ensureProjects', { ...round.scope, round: `${round.scope.round}-next` });
  for (const id of [projects.evaluation, projects.training]) {
    const found = await round.labelStudio.getProject(id);
    expect(found).toMatchObject({ maximumAnnotations: 1, showCollabPredictions: false });
    expect(found?.labelConfig).toContain('value="Noodles/Pasta"');
    expect(found?.labelConfig).toContain('name="label"');
  }
});

test('an answer does not follow its task to another item, although item and picture were changed alike', async () => {
  const round = await drawnRound({ evaluation: 2 });
  const asked = await round.ask();
  const [first, second] = round.rows as [DrawRow, DrawRow];
  const task = await round.taskOf(asked.projects, 'evaluation', 0);
  await answer(task, 'Bread');
  const { item, image } = await taskData(await round.taskOf(asked.projects, 'evaluation', 1));
  await changeData(task, { item, image });
  const collected = await collect(round, asked);
  const said = await saying(round, collected);
  expect([said(first), said(second)]).toEqual([null, null]);
  expect(collected.irregularities).toContain(
    `evaluation task ${task}: was made for the item ${first.itemId} and names '${second.itemId}'; its answers do not count`,
  );
});

test('a task that was answered and moved to another round is named, also where a double of its item is there', async () => {
  const round = await drawnRound({ evaluation: 2 });
  const asked = await round.ask();
  const item = round.rows[0] as DrawRow;
  const task = await round.taskOf(asked.projects, 'evaluation', 0);
  const path = `/api/projects/${asked.projects.evaluation}/import?return_task_ids=true`;
  const [double] = (await api('POST', path, [{ data: await taskData(task) }])).json.task_ids;
  await answer(task, 'Bread');
  await answer(double, 'Noodles/Pasta');
  expect((await collect(round, asked)).irregularities).toEqual([]);
  await changeData(task, { round: 'another' });
  const collected = await collect(round, asked, 2);
  expect((await saying(round, collected))(item)).toBe('Noodles/Pasta');
  expect(collected.irregularities).toEqual([
    `evaluation item ${item.itemId}: its task ${task} is gone, deleted or with its round changed; answers to task ${double} count in its place`,
  ]);
});

test('answers of users who were deleted count, each as one person', async () => {
  const round = await drawnRound({ change: ({ annotation }) => Object.assign(annotation, { annotators: 2 }) });
  const asked = await round.ask();
  const task = await round.taskOf(asked.projects, 'evaluation', 0);
  const people = [await signUp(), await signUp()];
  for (const { id } of people) await answer(task, 'Bread', { completed_by: id });
  const before = await collect(round, asked);
  for (const { id } of people) await api('DELETE', `/api/users/${id}/`);
  const after = await collect(round, asked, 2);
  const rows = await round.ledger.readRows(after.annotations, ANNOTATIONS);
  expect(rows.map(({ answer: said, annotator }) => [said, annotator])).toEqual([
    ['Bread', 0],
    ['Bread', 0],
  ]);
  expect([before.changed, after.changed]).toEqual([true, true]);
  const { votes, status } = resolveItem({ answers: rows, annotators: 2, superseded: false, meaning: () => 0 });
  expect([votes.length, status]).toEqual([2, 'labelled']);
});
