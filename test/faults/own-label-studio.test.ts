import { setTimeout as sleep } from 'node:timers/promises';
import { abandonUpdate, retryStepUpdate, roundStatusQuery } from '../../workflows/messages';
import { type DrawnRound, drawnRound } from '../activities/label-studio/support/drawn-round';
import { connect } from '../label-studio/support/client';
import { loopConfig } from '../rounds/loop-fixture';
import { produce, projectsOf, reaches } from '../rounds/play';
import { pictures } from '../rounds/production';
import { makeLoop, openBench, withWorkers } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { aLook, batchOf, oneEach, tasksByItem, untilItWorks, wholeRound } from './importers';
import { type OwnLabelStudio, startOwnLabelStudio } from './own-label-studio';
import { changeDatabase, holdLockWhen } from './sqlite-lock';

jest.setTimeout(240_000);

let own: OwnLabelStudio;
let client: ReturnType<typeof connect>;
beforeAll(async () => {
  own = await startOwnLabelStudio();
  client = connect({ url: own.url, token: own.token });
});
afterAll(async () => {
  await client?.close();
  await own?.close();
});

const roundThere = (evaluation: number): Promise<DrawnRound> =>
  drawnRound({ evaluation, labelStudio: client, deps: { labelStudio: client } });

/** Label Studio gives up after 5 s of waiting, sleeps for a second and carries the whole request out again. */
const LOCKED_SECONDS = 5.5;

/** The lock must fall between two writes of one request, which a busy machine may miss. */
const ATTEMPTS = 6;

async function importedTwice() {
  for (let attempt = 1; ; attempt += 1) {
    const round = await roundThere(3);
    const projects = await round.run('ensureProjects', round.scope);
    const tasks = round.rows.slice(0, 3).map(({ itemId: item }) => ({
      data: { image: round.deps.mediaLink(round.scope.round, item), item, round: round.scope.round },
    }));
    const imported = await holdLockWhen(
      own,
      `select count(*) from task where project_id = ${projects.evaluation}`,
      LOCKED_SECONDS,
    );
    expect(await client.importTasks(projects.evaluation, tasks)).toHaveLength(3);
    await imported.released;
    const there = await client.listRoundTasks(projects.evaluation, round.scope.round);
    if (there.length === 6 || attempt === ATTEMPTS) {
      expect(there).toHaveLength(6);
      return { round, projects };
    }
  }
}

describe('where its SQLite is locked', () => {
  test('Label Studio imports twice by itself, and says that it deleted nothing: one task an item all the same', async () => {
    const { round, projects } = await importedTwice();

    const deleted = await holdLockWhen(own, 'select count(*) from task where project_id is null', LOCKED_SECONDS);
    const { doublesRemoved } = await round.run('recordTasks', wholeRound(round, projects));
    await deleted.released;
    expect(doublesRemoved).toBe(3);
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
  });
});

describe('where its counting of answers is off', () => {
  test('a task with an answer is not taken for one that nobody answered: neither as a double nor at the end', async () => {
    const round = await drawnRound({
      labelStudio: client,
      deps: { labelStudio: client },
      change: ({ annotation }) => Object.assign(annotation, { openTasks: 'delete' }),
    });
    const asked = await round.ask();
    const { projects } = asked;
    const [first] = round.rows as unknown as [{ itemId: string }];
    const image = round.deps.mediaLink(round.scope.round, first.itemId);
    const data = { image, item: first.itemId, round: round.scope.round };
    const [double] = await client.importTasks(projects.evaluation, [{ data }]);
    const value = { choices: ['Bread'] };
    const result = [{ from_name: 'label', to_name: 'image', type: 'choices', value }];
    await own.call('POST', `/api/tasks/${double}/annotations/`, { result });
    await changeDatabase(own, `update task set total_annotations = 0 where id = ${double}`);

    await round.run('settleOpenTasks', { ...round.scope, ...asked });
    const left = await client.readAnswers(projects.evaluation, round.scope.round);
    expect(left.tasks.map(({ taskId, annotations }) => [taskId, annotations.length])).toEqual([[double, 1]]);
  });
});

describe('a Label Studio that crashes and comes back', () => {
  test('in the middle of an import, before and after it was committed: no task twice, none missing', async () => {
    const round = await roundThere(200);
    const projects = await round.run('ensureProjects', round.scope);
    const batch = batchOf(round, projects);

    const early = round.run('importTasks', batch);
    early.catch(() => undefined);
    await sleep(150);
    await own.kill();
    await expect(early).rejects.toMatchObject({ type: 'LabelStudioUnavailable', nonRetryable: false });
    await expect(round.run('awaitAnswers', aLook(round, projects))).rejects.toMatchObject({
      type: 'LabelStudioUnavailable',
    });
    await own.restart();

    const committed = await holdLockWhen(own, `select count(*) from task where project_id = ${projects.evaluation}`, 0);
    const late = round.run('importTasks', batch).catch((error: unknown) => error);
    await committed.released;
    await own.kill();
    await late;
    await own.restart();

    await untilItWorks(() => round.run('importTasks', batch));
    await untilItWorks(() => round.run('recordTasks', wholeRound(round, projects)));
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
  });
});

describe('a project that somebody deleted', () => {
  test('parks the round, which can be tried again and given up; the next round makes new projects', async () => {
    const bench = await openBench(own.environment);
    const loop = await makeLoop(bench, loopConfig());
    await produce(bench, loop, pictures(6));
    await withWorkers(bench, async () => {
      const round = await loop.start();
      await reaches(round, 'waiting');
      const before = await projectsOf(loop.ledger);
      await own.call('DELETE', `/api/projects/${before.evaluation}/`);
      await reaches(round, 'blocked');
      const { blockage } = await round.query(roundStatusQuery);
      expect(blockage).toMatchObject({ step: 'awaitAnswers', type: 'ProjectMissing' });
      expect(await round.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] })).toContain('tried again');
      await eventually(async () =>
        expect((await round.query(roundStatusQuery)).blockage?.message).toBe(blockage?.message),
      );
      await round.executeUpdate(abandonUpdate, { args: [{ by: 'ada', reason: 'its project is gone' }] });
      expect(await round.result()).toMatchObject({ outcome: 'abandoned' });

      await produce(bench, loop, pictures(6, 'day2'));
      const next = await loop.start(10);
      await reaches(next, 'waiting');
      const after = await projectsOf(loop.ledger);
      expect(after.evaluation).not.toBe(before.evaluation);
      const tasks = await bench.labelStudio.listRoundTasks(after.evaluation, next.workflowId);
      expect(tasks).toHaveLength(4);
      await next.terminate('end of test');
    });
    await bench.close();
  });

  test('parks every step that needs it, by name', async () => {
    const round = await roundThere(3);
    const asked = await round.ask();
    const { projects } = asked;
    const { annotations, collectedAt } = await round.run('collectAnswers', { ...round.scope, ...asked, version: 1 });
    await own.call('DELETE', `/api/projects/${projects.evaluation}/`);

    const missing = {
      type: 'ProjectMissing',
      nonRetryable: true,
      message: expect.stringMatching(new RegExp(`projects?[ /]${projects.evaluation}\\b|No Project matches`)),
    };
    const changes = {
      ...round.scope,
      projects,
      annotations,
      since: collectedAt,
      until: new Date(Date.now() + 60_000).toISOString(),
      pollMs: 1000,
    };
    await expect(round.run('ensureProjects', round.scope)).rejects.toMatchObject(missing);
    await expect(round.run('awaitAnswers', aLook(round, projects))).rejects.toMatchObject(missing);
    await expect(round.run('collectAnswers', { ...round.scope, ...asked, version: 2 })).rejects.toMatchObject(missing);
    await expect(round.run('awaitChanges', changes)).rejects.toMatchObject(missing);
    await expect(round.run('settleOpenTasks', { ...round.scope, ...asked })).rejects.toMatchObject(missing);

    const before = await roundThere(3);
    const projectsBefore = await before.run('ensureProjects', before.scope);
    await own.call('DELETE', `/api/projects/${projectsBefore.evaluation}/`);
    await expect(before.run('importTasks', batchOf(before, projectsBefore))).rejects.toMatchObject(missing);
    await expect(before.run('recordTasks', wholeRound(before, projectsBefore))).rejects.toMatchObject(missing);
  });
});
