import { loopConfig } from '../rounds/loop-fixture';
import { annotate } from '../rounds/people';
import { playRound, produce, tasksOf } from '../rounds/play';
import { bytesOf, pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop, withWorkers } from '../rounds/test-loop';
import { type OwnStore, startOwnStore } from './own-store';
import { hasProposed } from './proposed';
import { type WholeState, wholeState } from './whole-state';

jest.setTimeout(240_000);

const all = pictures(10);

interface Run {
  bench: Bench;
  loop: TestLoop;
  round: string;
  state: WholeState;
}

const stores: OwnStore[] = [];
const runs: Run[] = [];

beforeAll(async () => {
  for (const _ of [1, 2]) {
    const store = await startOwnStore();
    stores.push(store);
    const bench = await openBench(store.environment);
    const loop = await makeLoop(bench, loopConfig(undefined, 'oracle'));
    await produce(bench, loop, all);
    const round = await withWorkers(bench, async () => {
      const handle = await playRound(bench, loop, all);
      await hasProposed(bench, loop);
      await handle.terminate('end of test');
      return handle.workflowId;
    });
    runs.push({ bench, loop, round, state: await wholeState(bench, loop) });
  }
});

afterAll(async () => {
  for (const { bench } of runs) await bench.close();
  for (const store of stores) await store.close();
});

test('two undisturbed runs of one loop leave the same behind, in store, Label Studio and ledger', () => {
  const [one, other] = runs as [Run, Run];
  expect(Object.keys(one.state.ledger).length).toBeGreaterThan(10);
  expect(Object.keys(one.state.labelStudio).length).toBeGreaterThan(4);
  expect(other.state).toEqual(one.state);
});

test('the oracle sees a lost object, a stray one, another tag, an old version that came back and an upload left open', async () => {
  const [{ bench, loop, state }] = runs as [Run, Run];
  const { filing } = loop.config;
  const filed = Object.keys(state.store[filing.bucket]?.objects ?? {})[0] ?? '';
  const at = { bucket: filing.bucket, key: filed };
  const tags = await bench.store.getTags(at);

  await bench.store.putTags(at, { ...tags, label: 'class_77' });
  expect(await wholeState(bench, loop)).not.toEqual(state);
  await bench.store.putTags(at, tags);
  expect(await wholeState(bench, loop)).toEqual(state);

  await bench.store.put({ bucket: filing.bucket, key: 'stray.png' }, bytesOf({ key: 'stray' }));
  expect(await wholeState(bench, loop)).not.toEqual(state);
  await bench.store.delete({ bucket: filing.bucket, key: 'stray.png' });
  expect(await wholeState(bench, loop)).toEqual(state);
});

test('the oracle sees one more answer in Label Studio', async () => {
  const [, { bench, loop, round, state }] = runs as [Run, Run];
  const [task] = await tasksOf(bench, loop, round);
  await annotate(task?.taskId ?? 0, 'Bread');
  expect(await wholeState(bench, loop)).not.toEqual(state);
});
