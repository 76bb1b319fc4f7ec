import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesFrom } from '../../examples/food11/addresses';
import { annotate } from '../../examples/food11/annotator/annotate';
import { answerId, verdictOn } from '../../examples/food11/annotator/verdict';
import { sha256 } from '../../examples/food11/images/picture';
import { labelStudioDesk } from '../../examples/food11/label-studio';
import { openTruthBook, type TruthBook } from '../../examples/food11/traffic/truth-book';
import { makeLabelConfig } from '../../src/domain/label-config';

const CLASSES = ['Bread', 'Egg', 'Noodles/Pasta'];

describe('the verdict of the scripted annotator', () => {
  const verdicts = Array.from({ length: 4_000 }, (_, i) =>
    verdictOn({ sha256: `${i}`, className: 'Egg' }, CLASSES, 's'),
  );
  const count = (kind: string): number => verdicts.filter((verdict) => verdict.kind === kind).length;

  it('is a skip in 2 %, a mistake in 1.5 % and cannot tell in some of the pictures', () => {
    expect(count('skip') / 4_000).toBeCloseTo(0.02, 2);
    expect(count('cannot-tell')).toBeGreaterThan(2);
    expect(count('cannot-tell')).toBeLessThan(30);
    const mistakes = verdicts.filter((verdict) => verdict.kind === 'class' && verdict.mistaken);
    expect(mistakes.length / 4_000).toBeCloseTo(0.015, 2);
    for (const mistake of mistakes) expect(mistake).not.toMatchObject({ name: 'Egg' });
  });

  it('is the same for the same picture and seed', () => {
    const picture = { sha256: 'f', className: 'Egg' };
    expect(verdictOn(picture, CLASSES, 's')).toEqual(verdictOn(picture, CLASSES, 's'));
  });

  it('is known to Label Studio by a UUID of its task', () => {
    const task = { id: 1, project: 2, item: 'i', round: 'r' };
    expect(answerId(task)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(answerId(task)).toBe(answerId({ ...task }));
    expect(answerId({ ...task, id: 2 })).not.toBe(answerId(task));
  });
});

describe('the scripted annotator at Label Studio', () => {
  const { labelStudioUrl, labelStudioToken } = addressesFrom(process.env);
  const desk = labelStudioDesk(labelStudioUrl, labelStudioToken);
  const title = `Desk ${randomBytes(4).toString('hex')}`;
  const pictures = new Map(Array.from({ length: 6 }, (_, i) => [`/p${i}`, Buffer.from(`picture ${i}`)]));
  let images: Server;
  let folder: string;
  let truth: TruthBook;

  const post = async (path: string, body: unknown): Promise<{ id: number }> => {
    const response = await fetch(`${labelStudioUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Token ${labelStudioToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(201);
    return (await response.json()) as { id: number };
  };

  beforeAll(async () => {
    images = createServer((request, response) => response.end(pictures.get(request.url ?? '')));
    await new Promise<void>((resolve) => images.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(images.address() as AddressInfo).port}`;
    const project = await post('/api/projects', {
      title: `${title} · training`,
      label_config: makeLabelConfig(CLASSES, { showPrediction: true }),
    });
    const tasks = [...pictures.keys()].map((path, i) => ({
      data: { image: `${origin}${path}`, item: `item${i}`, round: i === 5 ? 'other' : 'r1' },
    }));
    await post(`/api/projects/${project.id}/import`, tasks);

    folder = await mkdtemp(join(tmpdir(), 'annoloop-annotator-'));
    truth = await openTruthBook(join(folder, 'truth.jsonl'));
    await truth.record(
      [...pictures.values()].map((bytes, i) => ({
        sha256: sha256(bytes),
        round: 1,
        key: `k${i}`,
        className: CLASSES[i % 3] as string,
        source: 's',
        heldOut: false,
        predicted: 'Egg',
        confidence: 0.5,
        modelVersion: 'm',
      })),
    );
  });
  afterAll(async () => {
    images.close();
    await rm(folder, { recursive: true });
  });

  const work = async (): Promise<number> => {
    const ending = new AbortController();
    const options = {
      desk,
      project: title,
      round: 'r1',
      classes: CLASSES,
      truth,
      seed: 'careful',
      signal: ending.signal,
    };
    const working = annotate(options);
    const [project] = await desk.projects(`${title} · `);
    for (let look = 0; look < 50; look += 1) {
      const open = (await desk.tasks(project?.id ?? 0, 'r1')).filter((task) => task.answers.length === 0);
      if (open.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    ending.abort();
    return working;
  };

  it("answers the round's tasks by what their pictures show, once, however often it starts", async () => {
    expect(await work()).toBe(5);
    expect(await work()).toBe(0);
    const [project] = await desk.projects(`${title} · `);
    const tasks = await desk.tasks(project?.id ?? 0);
    const answers = Object.fromEntries(tasks.map((task) => [task.item, task.answers]));
    expect(answers).toEqual({
      item0: [['Bread']],
      item1: [['Egg']],
      item2: [['Noodles/Pasta']],
      item3: [['Bread']],
      item4: [['Egg']],
      item5: [],
    });
  });

  it('is told by the server when it says the same answer twice', async () => {
    const [project] = await desk.projects(`${title} · `);
    const task = (await desk.tasks(project?.id ?? 0)).find(({ item }) => item === 'item5');
    const skip = {
      uniqueId: answerId(task ?? { id: 0, project: 0, item: '', round: '' }),
      seconds: 1,
      result: [],
      skip: true,
    };
    expect(await desk.answer(task?.id ?? 0, skip)).toBe(true);
    expect(await desk.answer(task?.id ?? 0, skip)).toBe(false);
  });
});
