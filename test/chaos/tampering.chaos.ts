import { ANNOTATIONS } from '../../src/ledger/tables';
import { irregularitiesOf } from '../../src/loops/irregularities';
import { type DrawnRound, drawnRound } from '../activities/label-studio/support/drawn-round';
import { answer, api, edit, removeTask, skip, withdraw } from '../label-studio/support/people';
import { taskData } from '../rounds/people';
import { promise } from './promises';
import { between, oneOf, times } from './random-choice';
import { chaosRandom } from './seed';
import { tally } from './tally';

const ROUNDS = 12;
const ITEMS = 8;
const ACTS = 60;
const CLASSES = ['Bread', 'Noodles/Pasta'];

interface Task {
  id: number;
  data: { image: string; item: string | null; round: string };
}

interface Given {
  id: number;
  task: number;
  /** Null for a skip. */
  said: string | null;
  /** What the task showed when it was given. */
  image: string;
}

/** What people made of a round's tasks. */
interface Desk {
  random: () => number;
  project: number;
  /** As they were imported. */
  originals: readonly Task[];
  tasks: Task[];
  given: Given[];
}

const readTask = async (id: number): Promise<Task> => ({
  id,
  data: (await taskData(id)) as Task['data'],
});

async function change(task: Task, to: Partial<Task['data']>): Promise<void> {
  task.data = { ...task.data, ...to };
  await api('PATCH', `/api/tasks/${task.id}/`, { data: task.data });
}

/** Each is done to a task, and to one of its answers where there is one. */
const ACTIONS: Record<string, (desk: Desk, task: Task, of: Given | undefined) => Promise<void>> = {
  async answer({ random, given }, { id, data }) {
    const said = random() < 0.2 ? null : oneOf(CLASSES, random);
    given.push({ id: await (said === null ? skip(id) : answer(id, said)), task: id, said, image: data.image });
  },
  async edit({ random }, _, of) {
    if (!of) return;
    of.said = oneOf(CLASSES, random);
    await edit(of.id, of.said);
  },
  async withdraw(desk, _, of) {
    if (!of) return;
    await withdraw(of.id);
    desk.given = desk.given.filter((one) => one !== of);
  },
  async 'delete a task'(desk, task) {
    await removeTask(task.id);
    desk.tasks = desk.tasks.filter((one) => one !== task);
    desk.given = desk.given.filter((one) => one.task !== task.id);
  },
  'change its item': (desk, task) =>
    change(task, { item: oneOf([...desk.originals.map(({ data }) => data.item), null, 'nobody'], desk.random) }),
  // Never back: a picture that is exchanged and put back leaves no trace.
  'change its image': (desk, task) => {
    const own = desk.originals.find(({ id }) => id === task.id)?.data.image;
    const others = desk.originals.map(({ data }) => data.image).filter((image) => image !== own);
    return change(task, { image: oneOf([...others, 'http://localhost/cat.png'], desk.random) });
  },
  'change its round': (_, task) => change(task, { round: 'another' }),
  async 'import it again'(desk, task) {
    const path = `/api/projects/${desk.project}/import?return_task_ids=true`;
    const [id] = (await api('POST', path, [{ data: task.data }])).json.task_ids;
    desk.tasks.push({ id, data: { ...task.data } });
  },
};

/** As often as people do them. */
const WEIGHED = Object.keys(ACTIONS).flatMap((name) => (name === 'answer' ? times(8, () => name) : [name]));

async function tamper(desk: Desk): Promise<void> {
  const task = desk.tasks.length === 0 ? undefined : oneOf(desk.tasks, desk.random);
  if (!task) return;
  const own = desk.given.filter(({ task: of }) => of === task.id);
  await ACTIONS[oneOf(WEIGHED, desk.random)]?.(desk, task, own.length > 0 ? oneOf(own, desk.random) : undefined);
}

/** Every answer is collected as one to the picture that it was given to, or its task, or that picture's item, is named. */
async function expectCountedOrNamed(round: DrawnRound, asked: Awaited<ReturnType<DrawnRound['ask']>>, desk: Desk) {
  const { annotations } = await round.run('collectAnswers', { ...round.scope, ...asked, version: 1 });
  const rows = await round.ledger.readRows(annotations, ANNOTATIONS);
  const named = (await irregularitiesOf(round.ledger, annotations)).join('\n');
  // What people imported themselves: Annoloop does not know what such a task showed before, nor of a round that they say it is of.
  const ours = new Set(desk.originals.map(({ id }) => id));
  const imageOf = new Map(desk.originals.map(({ data }) => [data.item, data.image]));
  for (const { annotationId, itemId, answer: said } of rows) {
    const given = desk.given.find(({ id }) => id === annotationId);
    expect(given?.said).toBe(said);
    if (given && ours.has(given.task)) expect(given.image).toBe(imageOf.get(itemId));
  }
  const collected = new Set(rows.map(({ annotationId }) => annotationId));
  const silent = desk.given.filter(({ id, task }) => !collected.has(id) && !new RegExp(`task ${task}\\b`).test(named));
  const itemOf = new Map(desk.originals.map(({ data }) => [data.image, data.item]));
  const isNamed = ({ image }: Given): boolean => named.includes(`item ${itemOf.get(image)}`);
  const isNobodys = ({ id, data }: Task): boolean => !ours.has(id) && data.round === 'another';
  const others = new Set(desk.tasks.filter(isNobodys).map(({ id }) => id));
  expect(silent.filter((given) => !isNamed(given) && !others.has(given.task))).toEqual([]);
  return { collected: rows.length, leftOut: desk.given.length - rows.length };
}

describe(promise(10), () => {
  test('whatever people do to tasks and answers, each answer counts for the picture that it was given to, or is named', async () => {
    const random = chaosRandom('tampering');
    for (let played = 0; played < ROUNDS; played += 1) {
      const round = await drawnRound({ evaluation: ITEMS, training: 1 });
      const asked = await round.ask();
      const ids = await Promise.all(times(ITEMS, (at) => round.taskOf(asked.projects, 'evaluation', at)));
      const originals = await Promise.all(ids.map(readTask));
      const tasks = originals.map((task) => ({ ...task }));
      const desk: Desk = { random, project: asked.projects.evaluation, originals, tasks, given: [] };
      for (let left = between(ACTS / 2, ACTS, random); left > 0; left -= 1) await tamper(desk);
      const { collected, leftOut } = await expectCountedOrNamed(round, asked, desk);
      tally(10, 'answers collected', collected);
      tally(10, 'left out by name', leftOut);
      tally(10, 'rounds tampered with', 1);
    }
  });
});
