import type { LoopConfig } from '../../src/contracts/loop-config';
import { ledgerKeys } from '../../src/domain/layout';
import { createStoreCheck } from '../../src/loops/store-check';
import type { ObjectStore } from '../../src/object-store/port';
import { abandonUpdate, retryStepUpdate, roundStatusQuery } from '../../workflows/messages';
import { claimedRound, truthOf } from '../activities/support/staged-round';
import { runStep } from '../activities/support/steps';
import { deletingAnything, type Misbehaviour, overwriting } from '../object-store/misbehaving-store';
import { loopConfig } from './loop-fixture';
import { produce, reaches } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, type TestLoop, withWorkers } from './test-loop';

jest.setTimeout(240_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** The bench's store by way of a misbehaviour that can be mended. */
function onStore(misbehave: Misbehaviour): { bench: Bench; mend(): void } {
  let store = misbehave(bench.store);
  const changing = new Proxy({} as ObjectStore, { get: (_, name: keyof ObjectStore) => store[name] });
  return {
    bench: { ...bench, dependencies: { ...bench.dependencies, checkStore: createStoreCheck(changing) } },
    mend: () => {
      store = bench.store;
    },
  };
}

async function loopWith(filing: Partial<LoopConfig['filing']>): Promise<TestLoop> {
  const config = loopConfig((changed) => {
    Object.assign(changed.filing, { acceptUnsafeDelete: false }, filing);
  });
  return makeLoop(bench, config);
}

test.each([
  [
    'ignores If-Match on delete',
    'UnsafeDelete',
    deletingAnything,
    /write filing\.mode: copy; or, .*acceptUnsafeDelete: true/,
  ],
  ['ignores If-None-Match', 'StoreUnsuitable', overwriting, /use a store that does what the message names/],
] as const)(
  'on a store that %s a round parks before it claims anything; mended and retried, it goes on',
  async (_, type, misbehave, advice) => {
    const unfit = onStore(misbehave);
    const loop = await loopWith({ mode: 'move' });
    const all = pictures(12);
    await produce(bench, loop, all);
    await withWorkers(unfit.bench, async () => {
      const round = await loop.start();
      await reaches(round, 'blocked');
      const { blockage } = await round.query(roundStatusQuery);
      expect(blockage).toEqual({
        step: 'claimWindow',
        type,
        message: expect.stringMatching(/^the store does not do what loop '.*' relies on .*; at risk: /),
        operator: expect.stringMatching(advice),
      });
      expect(await loop.ledger.list(ledgerKeys.windowsFolder)).toEqual([]);

      unfit.mend();
      await round.executeUpdate(retryStepUpdate, { args: [{ by: 'ada' }] });
      await reaches(round, 'waiting');
      await round.terminate('end of test');
    });
  },
);

test('a round that is parked so can be given up, and has claimed nothing', async () => {
  const unfit = onStore(deletingAnything);
  const loop = await loopWith({ mode: 'in-place' });
  await withWorkers(unfit.bench, async () => {
    const round = await loop.start();
    await reaches(round, 'blocked');
    await round.executeUpdate(abandonUpdate, { args: [{ by: 'ada', reason: 'copies instead' }] });
    expect(await round.result()).toMatchObject({ outcome: 'abandoned' });
    expect(await loop.ledger.list(ledgerKeys.windowsFolder)).toEqual([]);
  });
});

test('accepted in the loop file, images are moved there all the same', async () => {
  const loop = await loopWith({ mode: 'move', acceptUnsafeDelete: true });
  const all = pictures(8);
  await produce(bench, loop, all);
  const { dependencies } = onStore(deletingAnything).bench;
  const staged = await claimedRound({ ...bench, dependencies }, loop);
  const draw = await staged.draw();
  const labels = await staged.label(draw, truthOf(loop, all));
  const filed = await staged.record(labels, await staged.copy(draw, labels));
  expect(await staged.remove(filed)).toEqual({ deleted: draw.rows.length, left: 0 });
});

test('a round that was open before the store was exchanged deletes nothing there, and loses nothing else', async () => {
  const loop = await loopWith({ mode: 'move' });
  const all = pictures(8);
  await produce(bench, loop, all);
  const staged = await claimedRound(bench, loop);
  const draw = await staged.draw();
  const { dependencies } = onStore(deletingAnything).bench;
  const exchanged = staged.with(dependencies);
  const labels = await exchanged.label(draw, truthOf(loop, all));
  const filed = await exchanged.record(labels, await exchanged.copy(draw, labels));
  await expect(exchanged.remove(filed)).rejects.toMatchObject({ type: 'UnsafeDelete', nonRetryable: true });
  const { bucket } = loop.config.source;
  for (const { key } of all) expect(await bench.store.head({ bucket, key })).not.toBeNull();
});

test('nothing of a round runs on a store that overwrites', async () => {
  const loop = await loopWith({ mode: 'copy' });
  await produce(bench, loop, pictures(4));
  const staged = await claimedRound(bench, loop);
  const { dependencies } = onStore(overwriting).bench;
  const census = runStep(dependencies, 'takeCensus', { ...staged.scope, window: staged.window });
  await expect(census).rejects.toMatchObject({ type: 'StoreUnsuitable', nonRetryable: true });
  expect(await loop.ledger.find(ledgerKeys.census(staged.scope.round))).toBeNull();
});
