import { Agent } from 'undici';
import { ANNOTATIONS, TASKS } from '../../../src/ledger/tables';
import { aLook, batchOf, oneEach, tasksByItem, untilItWorks, wholeRound } from '../../faults/importers';
import { type Fault, type Line, startLine } from '../../faults/line';
import { isImport, LOST } from '../../faults/lost-imports';
import { connect } from '../../label-studio/support/client';
import { answer } from '../../label-studio/support/people';
import { eventually } from '../../setup/namespace';
import { stack } from '../../setup/stack';
import { drawnRound } from './support/drawn-round';

/** A minute on two quiet cores. */
jest.setTimeout(600_000);

let line: Line;
beforeAll(async () => {
  line = await startLine(stack.labelStudio.url);
});
afterEach(() => line.clear());
afterAll(() => line.close());

/** Label Studio pauses for 3, 6, 12 … s inside a request while its database is locked: a late one may commit long after the next look. */
const allCommitted = (): Promise<void> => eventually(async () => expect(line.underWay).toBe(0));

describe('imports whose replies are lost', () => {
  test('a hundred leave one task an item, also where the request that was given up commits after the next look', async () => {
    const behind = connect({ url: line.url });
    const round = await drawnRound({ evaluation: 100, training: 2, deps: { labelStudio: behind } });
    const projects = await round.run('ensureProjects', round.scope);
    for (let offset = 0; offset < 100; offset += 1) {
      const fault = LOST[offset % LOST.length] as Fault;
      line.clear();
      const injected = line.inject({ matches: isImport, fault, times: 1 });
      const { failures } = await untilItWorks(() =>
        round.run('importTasks', batchOf(round, projects, { offset, limit: 1 })),
      );
      expect([fault, injected.hits, failures]).toEqual([fault, 1, ['LabelStudioUnavailable']]);
    }
    await allCommitted();
    // The last one is still under way when everything has been recorded.
    let commit = (): void => undefined;
    const once = new Promise<void>((resolve) => {
      commit = resolve;
    });
    line.inject({ matches: isImport, fault: { kind: 'late', once }, times: 1 });
    const { result } = await untilItWorks(() => round.run('recordTasks', wholeRound(round, projects)));
    expect(await round.ledger.readRows(result.tasks, TASKS)).toHaveLength(102);
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));

    commit();
    await eventually(async () => expect(await tasksByItem(round, projects)).not.toEqual(oneEach(round)), 15_000);
    // Label Studio may carry the late request out once more, on a database that our deletion locks: the next look sees that too.
    await eventually(async () => {
      await expect(round.run('awaitAnswers', aLook(round, projects))).rejects.toMatchObject({
        message: '0 of 100 answered (evaluation), 0 of 2 (training)',
      });
    });
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
    await behind.close();
  });

  test('a client that gives up waiting finds what was committed after that', async () => {
    let impatient = true;
    const agent = new Agent();
    const behind = connect({
      url: line.url,
      dispatcher: agent.compose((dispatch) => (options, handler) => {
        if (options.method !== 'POST' || !impatient) return dispatch(options, handler);
        impatient = false;
        return dispatch({ ...options, headersTimeout: 300 }, handler);
      }),
    });
    const round = await drawnRound();
    const projects = await round.run('ensureProjects', round.scope);
    Object.assign(round.deps, { labelStudio: behind });
    line.inject({ matches: isImport, fault: { kind: 'hold-reply' }, times: 1 });
    const { failures } = await untilItWorks(() => round.run('importTasks', batchOf(round, projects)));
    expect(failures).toEqual(['LabelStudioUnavailable']);
    await allCommitted();
    await round.run('recordTasks', wholeRound(round, projects));
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
    await agent.destroy();
  });
});

describe('two importers at once', () => {
  test('leave one task an item: two workers at the same batch, and at the batch while the other records', async () => {
    const round = await drawnRound({ evaluation: 8 });
    const projects = await round.run('ensureProjects', round.scope);
    const batch = batchOf(round, projects);
    await Promise.all([1, 2, 3].map(() => untilItWorks(() => round.run('importTasks', batch))));
    expect(await tasksByItem(round, projects)).toEqual(
      round.rows.map(({ purpose }) => (purpose === 'evaluation' ? 1 : 0)),
    );
    const training = { ...batch, purpose: 'training' } as const;
    const [{ result: recorded }, { result: again }] = await Promise.all([
      untilItWorks(() => round.run('recordTasks', wholeRound(round, projects))),
      untilItWorks(() => round.run('recordTasks', wholeRound(round, projects))),
      untilItWorks(() => round.run('importTasks', training)),
    ]);
    expect(again.tasks).toEqual(recorded.tasks);
    await round.run('awaitAnswers', aLook(round, projects)).catch(() => undefined);
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
  });

  test('an attempt that was thought dead and comes back when the next one has recorded leaves no task twice', async () => {
    const behind = connect({ url: line.url });
    const round = await drawnRound();
    const zombie = await drawnRound();
    const projects = await round.run('ensureProjects', round.scope);
    Object.assign(zombie.deps, { labelStudio: behind, openLoop: round.deps.openLoop });
    const held = line.inject({ matches: isImport, fault: { kind: 'delay', ms: 3000 }, times: 1 });
    const itsEnd = zombie.run('importTasks', batchOf(round, projects));
    await held.first;
    await round.run('importTasks', batchOf(round, projects));
    const { tasks } = await round.run('recordTasks', wholeRound(round, projects));
    expect(await itsEnd).toEqual({ imported: 3, found: 3 });
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
    const left = await round.labelStudio.listRoundTasks(projects.evaluation, round.scope.round);
    const recorded = await round.ledger.readRows(tasks, TASKS);
    expect(left.map(({ taskId }) => taskId)).toEqual(recorded.slice(0, 3).map(({ taskId }) => taskId));
    await behind.close();
  });

  test('a double that comes while the round amends is removed at its next look, and at its end at the latest', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    const { projects } = asked;
    const collected = await round.run('collectAnswers', { ...round.scope, ...asked, version: 1 });
    const data = (index: number) => {
      const { itemId } = round.rows[index] as { itemId: string };
      return {
        data: { image: round.deps.mediaLink(round.scope.round, itemId), item: itemId, round: round.scope.round },
      };
    };
    await round.labelStudio.importTasks(projects.evaluation, [data(0), data(1)]);
    const changes = {
      ...round.scope,
      projects,
      annotations: collected.annotations,
      since: collected.collectedAt,
      until: new Date(Date.now() + 60_000).toISOString(),
      pollMs: 1000,
    };
    await expect(round.run('awaitChanges', changes)).rejects.toMatchObject({ type: 'AnnotationsUnchanged' });
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
    await round.labelStudio.importTasks(projects.evaluation, [data(2)]);
    await round.run('settleOpenTasks', { ...round.scope, ...asked });
    expect(await tasksByItem(round, projects)).toEqual(oneEach(round));
  });

  test('where both of two tasks were answered the answers are merged, of two people and of one', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    const { projects } = asked;
    const [first, second] = round.rows as unknown as [{ itemId: string }, { itemId: string }];
    const data = ({ itemId: item }: { itemId: string }) => ({
      data: { image: round.deps.mediaLink(round.scope.round, item), item, round: round.scope.round },
    });
    const doubles = await round.labelStudio.importTasks(projects.evaluation, [data(first), data(second)]);
    for (const [position, double] of doubles.entries()) {
      await answer(await round.taskOf(projects, 'evaluation', position), 'Bread');
      await answer(double, 'Noodles/Pasta');
    }
    const { annotations } = await round.run('collectAnswers', { ...round.scope, ...asked, version: 1 });
    const rows = await round.ledger.readRows(annotations, ANNOTATIONS);
    expect(rows.map(({ itemId, answer: said }) => [itemId, said]).sort()).toEqual(
      [first, second]
        .flatMap(({ itemId }) => [
          [itemId, 'Bread'],
          [itemId, 'Noodles/Pasta'],
        ])
        .sort(),
    );
  });
});
