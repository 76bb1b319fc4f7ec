import type { LoopConfig } from '../../src/contracts/loop-config';
import { loopConfig } from '../rounds/loop-fixture';
import { playRound, produce } from '../rounds/play';
import { type Picture, pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop } from '../rounds/test-loop';
import { startOwnStore } from './own-store';
import { hasProposed } from './proposed';
import { type WholeState, wholeState } from './whole-state';

const all = pictures(10);

interface Served {
  close(): Promise<void>;
}

/**
 * A whole round on a store of its own, served by what `serve` starts, and all that it left behind. Two of one name have the
 * same items and draws, so that what they leave can be compared.
 *
 * @param play takes the round to where it only amends
 */
export async function stateAfterRound<Serving extends Served>(
  places: string,
  serve: (bench: Bench) => Promise<Serving>,
  change: (config: LoopConfig) => void = () => undefined,
  play: (bench: Bench, loop: TestLoop, all: readonly Picture[], served: Serving) => Promise<Round> = (
    bench,
    loop,
    all,
  ) => playRound(bench, loop, all),
): Promise<WholeState> {
  const store = await startOwnStore();
  try {
    const bench = await openBench(store.environment);
    try {
      const loop = await makeLoop(bench, loopConfig(change, places));
      await produce(bench, loop, all);
      const served = await serve(bench);
      try {
        const round = await play(bench, loop, all, served);
        await hasProposed(bench, loop);
        await round.terminate('end of test');
      } finally {
        await served.close();
      }
      return await wholeState(bench, loop);
    } finally {
      await bench.close();
    }
  } finally {
    await store.close();
  }
}
