import { connect, settingsOf, task } from './support/client';
import { answer, answerWith, edit, resultOf, skip, withdraw } from './support/people';

describe('answers', () => {
  const client = connect();
  let project: number;
  const read = async (round: string, since?: string) =>
    (await client.readAnswers(project, round, since === undefined ? {} : { since })).tasks;
  const choices = async (round: string) =>
    (await read(round)).map(({ annotations }) => annotations.map((one) => (one.skipped ? 'skip' : one.choices.join())));

  beforeAll(async () => {
    project = (await client.createProject(settingsOf())).id;
  });
  afterAll(async () => {
    await client.close();
  });

  test('come with who, when, how long and what', async () => {
    const [id] = await client.importTasks(project, [task('a', 'one')]);
    const annotationId = await answer(id as number, 'Noodles/Pasta');
    const { asOf, tasks } = await client.readAnswers(project, 'one');
    expect(tasks).toEqual([
      {
        taskId: id,
        itemId: 'a',
        image: 'http://localhost/x.png',
        annotations: [
          {
            annotationId,
            annotator: expect.any(Number),
            createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
            updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
            skipped: false,
            leadTimeSeconds: 2.5,
            choices: ['Noodles/Pasta'],
            otherControls: [],
            fromPrediction: false,
          },
        ],
      },
    ]);
    expect(Math.abs(asOf.getTime() - Date.now())).toBeLessThan(10_000);
  });

  test('are none where there is a skip, nothing, garbage or another control', async () => {
    const ids = await client.importTasks(
      project,
      ['a', 'b', 'c', 'd', 'e'].map((item) => task(item, 'odd')),
    );
    const [skipped, empty, nothing, other, both] = ids as [number, number, number, number, number];
    await skip(skipped, { result: resultOf('Egg') });
    await answerWith(empty, { result: [] });
    await answerWith(nothing, {});
    await answerWith(other, { result: resultOf('Egg', 'mood') });
    await answerWith(both, { result: [...resultOf('Egg', 'mood'), ...resultOf('Bread')] });
    expect(await choices('odd')).toEqual([['skip'], [''], [''], [''], ['Bread']]);
    const others = (await read('odd')).map(({ annotations }) => annotations.flatMap((one) => one.otherControls));
    expect(others).toEqual([[], [], [], ['mood'], ['mood']]);
  });

  test('that are given, edited, skipped and deleted are seen since a time, and the others are not', async () => {
    const ids = await client.importTasks(
      project,
      ['a', 'b', 'c', 'd', 'e'].map((item) => task(item, 'since')),
    );
    const [a, b, c, d] = ids as [number, number, number, number, number];
    const edited = await answer(b, 'Egg');
    const deleted = await answer(c, 'Egg');
    const since = new Date(Date.now() + 5).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await read('since', since)).toEqual([]);
    await answer(a, 'Egg');
    await edit(edited, 'Bread');
    await withdraw(deleted);
    await skip(d);
    expect((await read('since', since)).map(({ itemId }) => itemId)).toEqual(['a', 'b', 'c', 'd']);
    expect(await choices('since')).toEqual([['Egg'], ['Bread'], [], ['skip'], []]);
  });

  test('of more tasks than a page holds come all', async () => {
    const many = Array.from({ length: 501 }, (_, i) => String(i));
    const ids = await client.importTasks(
      project,
      many.map((item) => task(item, 'many')),
    );
    await answer(ids[500] as number, 'Egg');
    const tasks = await read('many');
    expect(tasks.map(({ itemId }) => itemId)).toEqual(many);
    expect(tasks[500]?.annotations).toHaveLength(1);
  });
});
