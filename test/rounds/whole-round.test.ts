import type { FilingMode, ImageMode } from '../../src/contracts/loop-config';
import { itemId } from '../../src/domain/item-id';
import { loopConfig } from './loop-fixture';
import { expectNothingLost, outcomeOf } from './outcome';
import { taskData } from './people';
import { playRound, produce, projectsOf, tasksOf } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test.each<FilingMode>(['move', 'copy', 'in-place'])(
  'a whole round that files by %s: drawn, asked, answered, filed and estimated, and nothing is lost',
  async (mode) => {
    const loop = await makeLoop(
      bench,
      loopConfig((config) => {
        config.filing.mode = mode;
        config.source.prefix = 'uploads/';
        if (mode === 'in-place') config.filing.bucket = config.source.bucket;
      }),
    );
    const all = pictures(24);
    await produce(bench, loop, all);
    await withWorkers(bench, async () => {
      const round = await playRound(bench, loop, all);
      await round.terminate('end of test');

      const outcome = await outcomeOf(loop, round.workflowId);
      expect(outcome.drawn.filter(({ purpose }) => purpose === 'evaluation')).toHaveLength(4);
      expect(outcome.labels.map(({ status }) => status)).toEqual(outcome.drawn.map(() => 'labelled'));
      expect(outcome.filing.map(({ status }) => status)).toEqual(outcome.drawn.map(() => 'filed'));
      expect(outcome.estimate).toMatchObject({ population: 24, accuracy: { n: 4 }, sufficient: true });
      await expectNothingLost(bench, loop, round.workflowId, all, outcome);
      const tasks = await tasksOf(bench, loop, round.workflowId);
      expect(tasks.map((task) => task.itemId).sort()).toEqual(outcome.drawn.map((item) => item.itemId).sort());
    });
  },
);

test.each<ImageMode>(['link', 'storage', 'presigned'])(
  'a whole round whose training images are reached by %s; evaluation is blind and by link in every mode',
  async (images) => {
    const loop = await makeLoop(
      bench,
      loopConfig((config) => {
        config.annotation.images = images;
      }),
    );
    const all = pictures(12);
    await produce(bench, loop, all);
    await withWorkers(bench, async () => {
      const round = await playRound(bench, loop, all);
      await round.terminate('end of test');

      const { bucket } = loop.config.source;
      const outcome = await outcomeOf(loop, round.workflowId);
      const { evaluation } = await projectsOf(loop.ledger);
      for (const { taskId, projectId, itemId: item } of outcome.tasks) {
        const data = await taskData(taskId);
        if (projectId === evaluation) expect(Object.keys(data).sort()).toEqual(['image', 'item', 'round']);
        else expect(data).toMatchObject({ confidence: expect.any(Number), predicted_class: expect.any(String) });
        const by = projectId === evaluation ? 'link' : images;
        const row = outcome.drawn.find((drawn) => drawn.itemId === item);
        expect(row && itemId(row)).toBe(item);
        const shape = {
          link: /\/media\/[\w.-]+$/,
          storage: new RegExp(`^s3://${bucket}/day1/IMG \\d+\\.png$`),
          presigned: /X-Amz-Signature=/,
        }[by];
        expect(data.image).toMatch(shape);
      }
    });
  },
);
