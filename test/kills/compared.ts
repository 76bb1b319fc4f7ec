import { type OwnStore, startOwnStore } from '../faults/own-store';
import type { WholeState } from '../faults/whole-state';
import { type Bench, openBench, withWorkers } from '../rounds/test-loop';
import { doomedWorkers } from './doomed-workers';
import { type Moment, momentsOf } from './moments';
import { type Blows, type Disturbance, playDisturbed } from './play-disturbed';
import { playThreeLoops, startThreeLoops, statesOf } from './three-loops';
import type { Trainer } from './trainer';

/** On a store of its own, so that the runs have the same buckets, items and draws. */
async function onOwnStore<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const store: OwnStore = await startOwnStore();
  const bench = await openBench(store.environment);
  try {
    return await work(bench);
  } finally {
    await bench.close();
    await store.close();
  }
}

/** What the three loops leave behind when nothing happens to their workers. */
export const undisturbed = (trainer: Trainer): Promise<WholeState[]> =>
  onOwnStore((bench) =>
    withWorkers(bench, async () => {
      const loops = await startThreeLoops(bench, trainer.url);
      await playThreeLoops(bench, loops);
      return statesOf(bench, loops);
    }),
  );

/** The same, when the workers are built ones and go through what `plan` makes of all moments there are. */
export const disturbed = (
  trainer: Trainer,
  plan: (moments: Moment[]) => Disturbance,
): Promise<{ states: WholeState[]; blows: Blows }> =>
  onOwnStore(async (bench) => {
    const workers = await doomedWorkers(bench);
    try {
      const loops = await startThreeLoops(bench, trainer.url);
      const blows = await playDisturbed(bench, workers, loops, plan(momentsOf(loops)));
      return { states: await statesOf(bench, loops), blows };
    } finally {
      await workers.close();
    }
  });
