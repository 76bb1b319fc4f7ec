import type { LoopConfig } from '../../src/contracts/loop-config';
import { loopConfig } from '../rounds/loop-fixture';
import { playRound, produce } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench } from '../rounds/test-loop';
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
 */
export async function stateAfterRound(
  places: string,
  serve: (bench: Bench) => Promise<Served>,
  change: (config: LoopConfig) => void = () => undefined,
): Promise<WholeState> {
  const store = await startOwnStore();
  try {
    const bench = await openBench(store.environment);
    try {
      const loop = await makeLoop(bench, loopConfig(change, places));
      await produce(bench, loop, all);
      const served = await serve(bench);
      try {
        const round = await playRound(bench, loop, all);
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
