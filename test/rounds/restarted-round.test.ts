import type { FilingMode } from '../../src/contracts/loop-config';
import { roundStatusQuery } from '../../workflows/messages';
import { wholeStore } from '../activities/support/whole-store';
import { eventually } from '../setup/namespace';
import { loopConfig } from './loop-fixture';
import { outcomeOf } from './outcome';
import { annotate, editAnnotation, picturesByItem } from './people';
import { produce, reaches, tasksOf } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const hasConcluded = (round: Round, version: number): Promise<void> =>
  eventually(async () => {
    expect(await round.query(roundStatusQuery)).toMatchObject({ phase: 'amending', version });
  }, 120_000);

/** All but the datasets, which the gate writes at its own pace. */
const storeOf = async (loop: TestLoop): Promise<Record<string, object>> =>
  Object.fromEntries(Object.entries(await wholeStore(bench, loop)).filter(([key]) => !key.includes('/datasets/')));

test.each<FilingMode>(['move', 'copy'])(
  'a round that was terminated, while people answered and after an amendment, goes on from its artifacts (%s)',
  async (mode) => {
    const loop = await makeLoop(
      bench,
      loopConfig((config) => {
        config.filing.mode = mode;
      }),
    );
    const all = pictures(8);
    await produce(bench, loop, all);
    await withWorkers(bench, async () => {
      const first = await loop.start();
      await reaches(first, 'waiting');
      const known = await picturesByItem(bench, loop.config, all);
      const tasks = await tasksOf(bench, loop, first.workflowId);
      await first.terminate('by mistake');

      const second = await loop.start();
      await reaches(second, 'waiting');
      expect(await tasksOf(bench, loop, second.workflowId)).toEqual(tasks);
      const answers = [];
      for (const { taskId, itemId } of tasks) {
        const truth = known.get(itemId)?.truth ?? '';
        answers.push({ truth, id: await annotate(taskId, truth) });
      }
      await hasConcluded(second, 1);
      const bread = answers.find(({ truth }) => truth === 'Bread');
      await editAnnotation(bread?.id ?? 0, 'Noodles/Pasta');
      await hasConcluded(second, 2);
      await second.terminate('by mistake');
      const outcome = await outcomeOf(loop, second.workflowId);
      const before = await storeOf(loop);

      const third = await loop.start();
      await hasConcluded(third, 2);
      await third.terminate('end of test');
      expect(await outcomeOf(loop, third.workflowId)).toEqual(outcome);
      expect(await storeOf(loop)).toEqual(before);
    });
  },
);
