import { ANNOTATIONS } from '../../../src/ledger/tables';
import { connect } from '../../label-studio/support/client';
import { answer, edit, skip } from '../../label-studio/support/people';
import { type DrawnRound, drawnRound } from './support/drawn-round';

type Asked = Awaited<ReturnType<DrawnRound['ask']>>;
const collect = (round: DrawnRound, { projects, tasks }: Asked, version = 1) =>
  round.run('collectAnswers', { ...round.scope, projects, tasks, version });

describe('collectAnswers', () => {
  test('writes every answer by item, once', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    await answer(await round.taskOf(asked.projects, 'evaluation', 1), 'Noodles/Pasta');
    await skip(await round.taskOf(asked.projects, 'training', 0));
    const collected = await collect(round, asked);
    expect(collected.changed).toBe(true);
    expect(Date.parse(collected.collectedAt)).toBeLessThan(Date.now() - 5000);
    expect(await collect(round, asked)).toEqual(collected);

    const rows = await round.ledger.readRows(collected.annotations, ANNOTATIONS);
    expect(rows).toEqual([
      expect.objectContaining({
        itemId: round.rows[1]?.itemId,
        purpose: 'evaluation',
        skipped: false,
        answer: 'Noodles/Pasta',
        leadTimeSeconds: 2.5,
      }),
      expect.objectContaining({ itemId: round.rows[3]?.itemId, purpose: 'training', skipped: true, answer: null }),
    ]);
  });

  test('answers that came while the first attempt was lost do not change what it wrote, and are not lost', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    await answer(await round.taskOf(asked.projects, 'evaluation', 0), 'Bread');
    const first = await collect(round, asked);
    await answer(await round.taskOf(asked.projects, 'evaluation', 1), 'Bread');
    expect(await collect(round, asked)).toEqual(first);
    const second = await collect(round, asked, 2);
    expect(second).toMatchObject({ changed: true, annotations: { rows: 2 } });
  });

  test('a version that would say the same as the one before is not written', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    const id = await answer(await round.taskOf(asked.projects, 'evaluation', 0), 'Bread');
    const first = await collect(round, asked);
    const unchanged = await collect(round, asked, 2);
    expect(unchanged).toMatchObject({ changed: false, annotations: first.annotations });
    await edit(id, 'Noodles/Pasta');
    const second = await collect(round, asked, 2);
    expect(second.changed).toBe(true);
    const [row] = await round.ledger.readRows(second.annotations, ANNOTATIONS);
    expect(row?.answer).toBe('Noodles/Pasta');
  });

  test('merges the answers to doubles of a task and removes a double that nobody answered', async () => {
    const round = await drawnRound();
    const asked = await round.ask();
    const [item] = round.rows.map(({ itemId }) => itemId) as [string];
    const original = await round.taskOf(asked.projects, 'evaluation', 0);
    const image = round.deps.mediaLink(round.scope.round, item);
    const late = { data: { image, item, round: round.scope.round } };
    const [answered, open] = await round.labelStudio.importTasks(asked.projects.evaluation, [late, late]);
    await answer(original, 'Bread');
    await answer(answered as number, 'Noodles/Pasta');
    const { annotations } = await collect(round, asked);
    const rows = await round.ledger.readRows(annotations, ANNOTATIONS);
    expect(rows.map(({ itemId, taskId, answer }) => [itemId, taskId, answer])).toEqual([
      [item, original, 'Bread'],
      [item, answered, 'Noodles/Pasta'],
    ]);
    const left = await round.labelStudio.findTasks(asked.projects.evaluation, [item]);
    expect(left.map(({ taskId }) => taskId)).toEqual([original, answered]);
    expect(left.map(({ taskId }) => taskId)).not.toContain(open);
  });
});

describe('settleOpenTasks', () => {
  const settle = (round: DrawnRound, { projects, tasks }: Asked) =>
    round.run('settleOpenTasks', { ...round.scope, projects, tasks });

  async function halfAnswered(openTasks: 'keep' | 'delete') {
    const round = await drawnRound({ change: ({ annotation }) => Object.assign(annotation, { openTasks }) });
    const asked = await round.ask();
    await answer(await round.taskOf(asked.projects, 'evaluation', 0), 'Bread');
    await skip(await round.taskOf(asked.projects, 'training', 0));
    return { round, asked };
  }

  test('keeps what nobody answered, where the loop says so', async () => {
    const { round, asked } = await halfAnswered('keep');
    expect(await settle(round, asked)).toEqual({ open: 3, deleted: 0 });
    expect(await settle(round, asked)).toEqual({ open: 3, deleted: 0 });
    expect(await round.labelStudio.listRoundTasks(asked.projects.evaluation, round.scope.round)).toHaveLength(3);
  });

  test('deletes it where the loop says so, and neither answers nor skips', async () => {
    const { round, asked } = await halfAnswered('delete');
    expect(await settle(round, asked)).toEqual({ open: 3, deleted: 3 });
    expect(await settle(round, asked)).toEqual({ open: 3, deleted: 3 });
    expect(await round.labelStudio.listRoundTasks(asked.projects.evaluation, round.scope.round)).toHaveLength(1);
    expect(await round.labelStudio.listRoundTasks(asked.projects.training, round.scope.round)).toHaveLength(1);
  });
});

describe('trainMlBackend', () => {
  test('parks on a backend that Label Studio does not have', async () => {
    const round = await drawnRound();
    await expect(round.run('trainMlBackend', { backendId: 999_999 })).rejects.toMatchObject({
      type: 'LabelStudioRefused',
      nonRetryable: true,
      message: expect.stringMatching(/correct backendId/),
    });
  });

  test('parks where no answer came: nobody knows whether the backend trains, and twice would be wrong', async () => {
    const silent = connect({ url: 'http://127.0.0.1:9' });
    const round = await drawnRound({ deps: { labelStudio: silent } });
    await expect(round.run('trainMlBackend', { backendId: 1 })).rejects.toMatchObject({
      type: 'TrainingUnconfirmed',
      nonRetryable: true,
    });
    await silent.close();
  });
});
