import { LabelStudioUnexpected } from '../../src/label-studio/errors';
import { stack } from '../setup/stack';
import { connect, settingsOf, task } from './support/client';
import { answer, signUp, skip } from './support/people';
import { startTamperingProxy, type TamperingProxy } from './support/tampering-proxy';

describe('tasks', () => {
  const client = connect();
  let proxy: TamperingProxy;
  let project: number;
  const items = (found: { itemId: string }[]) => found.map(({ itemId }) => itemId);

  beforeAll(async () => {
    proxy = await startTamperingProxy(stack.labelStudio.url);
    project = (await client.createProject(settingsOf())).id;
  });
  afterAll(async () => {
    await client.close();
    await proxy.close();
  });

  test('are imported in order and found by item id, doubles too', async () => {
    const ids = await client.importTasks(
      project,
      ['a', 'b', 'a'].map((item) => task(item, 'found')),
    );
    const found = await client.findTasks(project, ['a', 'b', 'never']);
    expect(found.map(({ taskId, itemId, answers }) => [taskId, itemId, answers])).toEqual([
      [ids[0], 'a', 0],
      [ids[1], 'b', 0],
      [ids[2], 'a', 0],
    ]);
    expect(await client.findTasks(project, [])).toEqual([]);
    expect(await client.importTasks(project, [])).toEqual([]);
  });

  test('with item ids that look like numbers are told apart', async () => {
    const alike = [
      '000000000000000000000012',
      '000000000000000000000013',
      '12e456789012345678901234',
      '120000000000000000000000',
    ];
    await client.importTasks(
      project,
      alike.map((item) => task(item, 'alike')),
    );
    for (const item of alike) expect(items(await client.findTasks(project, [item]))).toEqual([item]);
  });

  test('of one round are not those of a round whose name goes on', async () => {
    await client.importTasks(project, [task('x', 'day-1'), task('y', 'day-10')]);
    expect(items(await client.listRoundTasks(project, 'day-1'))).toEqual(['x']);
    expect(await client.countRound(project, 'day-1', 1)).toEqual({ answered: 0, total: 1 });
  });

  test('are found by more ids than an address can hold, and in several pages', async () => {
    const many = Array.from({ length: 1050 }, (_, i) => i.toString(16).padStart(24, 'f'));
    await client.importTasks(
      project,
      many.map((item) => task(item, 'many')),
    );
    expect(items(await client.findTasks(project, many))).toEqual(many);
    expect(items(await client.listRoundTasks(project, 'many'))).toEqual(many);
  });

  test('are not looked for through something that drops the body: it is noticed', async () => {
    await client.importTasks(project, [task('dropped', 'dropped')]);
    const many = Array.from({ length: 300 }, (_, i) => `none-${i}`.padStart(24, 'f'));
    const behind = connect({ url: proxy.url });
    proxy.tamperWith('/api/tasks', { kind: 'drop the body' });
    const error = await behind.findTasks(project, many).catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(LabelStudioUnexpected);
    expect(String(error)).toMatch(/must pass on the body of GET requests/);
    await behind.close();
  });

  test('are deleted only when nobody answered or skipped them, only in their round, and only while they are of the item that is meant', async () => {
    const round = 'deleted';
    const ids = await client.importTasks(
      project,
      ['1', '2', '3', '4'].map((item) => task(item, round)),
    );
    const [answered, skipped, open, other] = ids as [number, number, number, number];
    const [foreign] = await client.importTasks(project, [task('5', 'other')]);
    await answer(answered, 'Egg');
    await skip(skipped);
    const named = [
      { taskId: answered, itemId: '1' },
      { taskId: skipped, itemId: '2' },
      { taskId: open, itemId: '3' },
      { taskId: other, itemId: '3' },
      { taskId: foreign as number, itemId: '5' },
    ];
    await client.deleteUnanswered(project, round, named);
    expect(items(await client.listRoundTasks(project, round))).toEqual(['1', '2', '4']);
    expect(items(await client.listRoundTasks(project, 'other'))).toEqual(['5']);
  });

  test('all stay when none is named, although Label Studio takes no id for every id', async () => {
    const before = (await client.getProject(project))?.tasks;
    expect(before).toBeGreaterThan(0);
    await client.deleteUnanswered(project, 'deleted', []);
    expect((await client.getProject(project))?.tasks).toBe(before);
  });

  test('are counted as answered by their answers and skips together', async () => {
    const round = 'counted';
    const other = await signUp();
    const ids = await client.importTasks(
      project,
      ['1', '2', '3', '4', '5'].map((item) => task(item, round)),
    );
    const [both, mixed, skippedTwice, once] = ids as [number, number, number, number, number];
    const asOther = { completed_by: other.id };
    await answer(both, 'Egg');
    await answer(both, 'Egg', asOther);
    await answer(mixed, 'Egg');
    await skip(mixed, asOther);
    await skip(skippedTwice);
    await skip(skippedTwice, asOther);
    await answer(once, 'Egg');
    expect(await client.countRound(project, round, 1)).toEqual({ answered: 4, total: 5 });
    expect(await client.countRound(project, round, 2)).toEqual({ answered: 3, total: 5 });
    expect(await client.countRound(project, round, 3)).toEqual({ answered: 0, total: 5 });
    expect((await client.listRoundTasks(project, round)).map(({ answers }) => answers)).toEqual([2, 2, 2, 1, 0]);
    expect(await client.countExisting(project, round, [...ids, 999_999])).toBe(5);
  });
});
