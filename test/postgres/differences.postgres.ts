import { connect, settingsOf, task } from '../label-studio/support/client';
import { removeTask } from '../label-studio/support/people';

jest.setTimeout(240_000);

/** What docs/label-studio.md says of Label Studio on PostgreSQL, where it is not as on SQLite. */
describe('Label Studio on PostgreSQL', () => {
  const client = connect();
  afterAll(() => client.close());
  const project = async (): Promise<number> => (await client.createProject(settingsOf())).id;
  const many = (count: number, round: string) =>
    Array.from({ length: count }, (_, index) => task(`${round}-${index}`, round));

  test('gives no id of a task a second time', async () => {
    const id = await project();
    const [, last] = await client.importTasks(id, [task('a'), task('b')]);
    await removeTask(last ?? 0);
    const [next] = await client.importTasks(id, [task('c')]);
    expect(next).toBeGreaterThan(last ?? 0);
  });

  test('imports side by side: all of four importers are served, and each task is there once', async () => {
    const id = await project();
    const began = Date.now();
    const took = await Promise.all(
      ['1', '2', '3', '4'].map(async (round) => {
        for (let batch = 0; batch < 3; batch += 1) await client.importTasks(id, many(100, `${round}.${batch}`));
        return Date.now() - began;
      }),
    );
    expect((await client.getProject(id))?.tasks).toBe(1200);
    console.log(`four importers of 3 x 100 tasks took ${took.join(', ')} ms`);
  });

  test('imports a thousand tasks', async () => {
    const id = await project();
    const began = Date.now();
    expect(await client.importTasks(id, many(1000, 'thousand'))).toHaveLength(1000);
    console.log(`1,000 tasks took ${Date.now() - began} ms`);
  });
});
