import { classFolder } from '../../src/domain/class-folder';
import { ledgerKeys } from '../../src/domain/layout';
import { eventually } from '../setup/namespace';
import { loopConfig } from './loop-fixture';
import { contentsOf, outcomeOf } from './outcome';
import { playRound, produce } from './play';
import { type Picture, pictures, tagsOf } from './production';
import { type Bench, makeLoop, openBench, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('what the model was sure of is filed as noisy under its own label, but for what users objected to meanwhile', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.filing.noisyAbove = 0.85;
      config.feedbackMs = 15_000;
    }),
  );
  const { source, filing } = loop.config;
  const all = pictures(16);
  const late: Picture = { key: 'day1/flagged late.png', predicted: 'Bread', truth: 'Bread', confidence: 0.99 };
  // The evaluation draw may take it; then it is no case for this test, so there are several of its kind.
  const lates = Array.from({ length: 5 }, (_, index) => ({ ...late, key: `day1/flagged late ${index}.png` }));
  await produce(bench, loop, [...all, ...lates]);
  await withWorkers(bench, async () => {
    const round = await playRound(bench, loop, [...all, ...lates]);
    const { drawn } = await outcomeOf(loop, round.workflowId);
    const taken = new Set(drawn.map(({ key }) => key));
    for (const picture of lates.filter(({ key }) => !taken.has(key))) {
      await bench.store.putTags({ bucket: source.bucket, key: picture.key }, { ...tagsOf(picture), flagged: 'true' });
    }
    await eventually(async () =>
      expect(await loop.ledger.find(ledgerKeys.noisyFiling(round.workflowId))).not.toBeNull(),
    );
    const sure = all.filter(({ key, confidence, flagged }) => !taken.has(key) && confidence >= 0.85 && !flagged);
    expect(sure.length).toBeGreaterThan(0);
    await eventually(async () => {
      const left = await contentsOf(bench, source.bucket);
      expect([...left.keys()].sort()).toEqual(
        [...all, ...lates]
          .map(({ key }) => key)
          .filter((key) => !taken.has(key) && !sure.some((of) => of.key === key))
          .sort(),
      );
    });
    await round.terminate('end of test');

    const noisy = await contentsOf(bench, filing.bucket, 'noisy/');
    expect(noisy.size).toBe(sure.length);
    for (const [key, { tags }] of noisy) {
      const classId = tags.predicted_class === 'Bread' ? 0 : 1;
      expect(key).toContain(`noisy/${classFolder(classId)}/`);
      expect(tags).toMatchObject({ label: classFolder(classId), round: round.workflowId });
    }
  });
});
