import type { LoopConfig } from '../../src/contracts/loop-config';
import { loopConfig } from '../rounds/loop-fixture';
import { playRound, produce } from '../rounds/play';
import { type Picture, pictures } from '../rounds/production';
import { makeLoop, openBench, withWorkers } from '../rounds/test-loop';
import { seededRandom } from '../seeded-random';
import { type Fault, type Line, startLine } from './line';
import { startOwnStore } from './own-store';
import { hasProposed } from './proposed';
import { WEATHER } from './store-faults';
import { type WholeState, wholeState } from './whole-state';

export interface Storm {
  seed: number;
  /** Which part of all requests is disturbed: 0.1 is every tenth. */
  share: number;
  faults?: readonly Fault[];
}

/** A fault for some of all requests. */
function storm(line: Line, { seed, share, faults = WEATHER }: Storm): () => number {
  const random = seededRandom(seed);
  const injected = faults.map((fault, kind) =>
    // The rules are asked one after the other: each has an equal share of what is left.
    line.inject({ matches: () => random() < share / (faults.length - share * kind), fault }),
  );
  return () => injected.reduce((sum, { hits }) => sum + hits, 0);
}

const all: readonly Picture[] = pictures(10);

/**
 * A whole round on a store of its own, whose worker reaches the store through a storm, and all that it left behind. Two under
 * one change have the same items and draws.
 * @param weather null: calm
 */
export async function stateAfterStorm(
  weather: Storm | null,
  change: (config: LoopConfig) => void = () => undefined,
): Promise<{ state: WholeState; hits: number }> {
  const store = await startOwnStore();
  const line = await startLine(store.endpoint);
  const bench = await openBench({ ...store.environment, S3_ENDPOINT: line.url });
  try {
    const loop = await makeLoop(bench, loopConfig(change, 'storm'));
    await produce(bench, loop, all);
    const hits = weather ? storm(line, weather) : () => 0;
    await withWorkers(bench, async () => {
      const round = await playRound(bench, loop, all);
      await hasProposed(bench, loop);
      line.clear();
      await round.terminate('end of test');
    });
    return { state: await wholeState(bench, loop), hits: hits() };
  } finally {
    await bench.close();
    await line.close();
    await store.close();
  }
}
