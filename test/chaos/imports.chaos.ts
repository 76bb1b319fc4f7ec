import { setTimeout as sleep } from 'node:timers/promises';
import type { Projects } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import { ledgerKeys } from '../../src/domain/layout';
import { ANNOTATIONS, TASKS } from '../../src/ledger/tables';
import { type DrawnRound, drawnRound } from '../activities/label-studio/support/drawn-round';
import { aLook, oneEach, tasksByItem } from '../faults/importers';
import { type Fault, type Line, startLine } from '../faults/line';
import { isImport } from '../faults/lost-imports';
import { type OwnLabelStudio, startOwnLabelStudio } from '../faults/own-label-studio';
import { connect } from '../label-studio/support/client';
import { answer } from '../label-studio/support/people';
import { stack } from '../setup/stack';
import { type ImportsPlan, importsPlan, LATEST_MS } from './imports-plan';
import { promise } from './promises';
import { oneOf } from './random-choice';
import { chaosRandom } from './seed';
import { importAll } from './staged-imports';
import { tally } from './tally';

const ROUNDS = 24;
const CRASHES = 5;

const DISTURBED: readonly Fault[] = [
  { kind: 'drop-reply' },
  { kind: 'drop-request' },
  { kind: 'reset' },
  { kind: 'cut-body' },
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 503 },
];

/** What the plan says, for the requests that come from now on. */
function disturb(line: Line, { lost, disturbed }: ImportsPlan, random: () => number): { hits(): number } {
  line.clear();
  const imports = lost.faults.map((fault) =>
    line.inject({ matches: (request) => isImport(request) && random() < lost.share / lost.faults.length, fault }),
  );
  const others = DISTURBED.map((fault) =>
    line.inject({ matches: (request) => !isImport(request) && random() < disturbed / DISTURBED.length, fault }),
  );
  return { hits: () => [...imports, ...others].reduce((sum, { hits }) => sum + hits, 0) };
}

async function tasksOf({ ledger, scope }: DrawnRound): Promise<ArtifactRef> {
  const tasks = await ledger.find(ledgerKeys.tasks(scope.round));
  if (!tasks) throw new Error('the tasks were not recorded');
  return tasks;
}

/** What a round is found to be when all that was under way has arrived and it has looked once more. */
async function expectOneTaskEach(round: DrawnRound, projects: Projects): Promise<void> {
  await sleep(LATEST_MS + 500);
  await expect(round.run('awaitAnswers', aLook(round, projects))).rejects.toMatchObject({ type: 'AnnotationsPending' });
  expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
  expect(await round.ledger.readRows(await tasksOf(round), TASKS)).toHaveLength(round.rows.length);
}

/** Doubles come, and people answer one of the two, or both, or none. */
async function expectMerged(round: DrawnRound, projects: Projects, { doubles }: ImportsPlan): Promise<void> {
  const items = round.rows.filter(({ purpose }) => purpose === 'evaluation');
  const said: [string, string][] = [];
  const wanted = new Map(round.rows.map(({ itemId }) => [itemId, 1]));
  const doubled = new Map(doubles.map((double) => [double.position, double]));
  for (const [position, { said: answers }] of doubled) {
    const item = items[position]?.itemId ?? '';
    const image = round.deps.mediaLink(round.scope.round, item);
    const first = await round.taskOf(projects, 'evaluation', position);
    const data = { image, item, round: round.scope.round };
    const [second = 0] = await round.labelStudio.importTasks(projects.evaluation, [{ data }]);
    for (const [index, choice] of answers.entries()) {
      if (choice === null) continue;
      await answer(index === 0 ? first : second, choice);
      said.push([item, choice]);
    }
    wanted.set(item, answers.every((choice) => choice !== null) ? 2 : 1);
  }
  const never = { evaluation: { answered: 1, atLeast: 1000 }, training: { answered: 1 } };
  await round.run('awaitAnswers', { ...aLook(round, projects), until: never }).catch(() => undefined);
  expect(await tasksByItem(round, projects)).toEqual(round.rows.map(({ itemId }) => wanted.get(itemId)));
  const { annotations } = await round.run('collectAnswers', {
    ...round.scope,
    projects,
    tasks: await tasksOf(round),
    version: 1,
  });
  const rows = await round.ledger.readRows(annotations, ANNOTATIONS);
  expect(rows.map(({ itemId, answer: choice }) => [itemId, choice]).sort()).toEqual(said.sort());
  tally(7, 'tasks doubled before people', doubled.size);
}

describe(promise(7), () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine(stack.labelStudio.url);
  });
  afterAll(() => line.close());

  test('importers at once, whose requests and replies are lost or late: one task an item, and doubles are answers to one item', async () => {
    const random = chaosRandom('imports');
    const behind = connect({ url: line.url });
    for (let n = 0; n < ROUNDS; n += 1) {
      const plan = importsPlan(random);
      const round = await drawnRound({ ...plan, deps: { labelStudio: behind } });
      line.clear();
      const projects = await round.run('ensureProjects', round.scope);
      const faults = disturb(line, plan, random);
      const failed = await importAll(round, projects, plan);
      line.clear();
      tally(7, 'rounds');
      tally(7, 'importers', plan.importers.length);
      tally(7, 'requests and replies lost', faults.hits());
      tally(7, 'steps repeated', failed);
      await expectOneTaskEach(round, projects);
      await expectMerged(round, projects, plan);
    }
    await behind.close();
  });
});

describe(promise(7), () => {
  let own: OwnLabelStudio;
  let line: Line;
  beforeAll(async () => {
    own = await startOwnLabelStudio();
    line = await startLine(own.url);
  });
  afterAll(async () => {
    await line.close();
    await own.close();
  });

  test('the same, while Label Studio is killed and started again', async () => {
    const random = chaosRandom('crashes');
    const client = connect({ url: own.url, token: own.token });
    const behind = connect({ url: line.url, token: own.token });
    for (let n = 0; n < CRASHES; n += 1) {
      const plan = importsPlan(random);
      const crashAfterMs = random() * 2_500;
      const round = await drawnRound({ ...plan, labelStudio: client, deps: { labelStudio: behind } });
      line.clear();
      const projects = await round.run('ensureProjects', round.scope);
      disturb(line, { ...plan, lost: { ...plan.lost, share: oneOf([0, plan.lost.share], random) } }, random);
      const imported = importAll(round, projects, plan);
      await sleep(crashAfterMs);
      await own.kill();
      await own.restart();
      const failed = await imported;
      line.clear();
      tally(7, 'crashes of Label Studio');
      tally(7, 'steps repeated', failed);
      await expectOneTaskEach(round, projects);
    }
    await behind.close();
    await client.close();
  });
});
