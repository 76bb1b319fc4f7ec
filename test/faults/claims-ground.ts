import type { Dependencies } from '../../activities/dependencies';
import { realSettings } from '../object-store/real-store';
import { type Bench, openBench } from '../rounds/test-loop';
import { disturbedWorkers } from './disturbed-workers';
import { type Line, startLine } from './line';

/** A worker that claims behind a line to the store, however many rounds wait. */
export interface ClaimsGround {
  bench: Bench;
  line: Line;
  worker: Dependencies;
  close(): Promise<void>;
}

export async function openClaimsGround(): Promise<ClaimsGround> {
  const bench = await openBench();
  const line = await startLine(realSettings().endpoint ?? '');
  const disturbed = await disturbedWorkers(bench);
  const worker = await disturbed.worker(line.url, 'whole');
  const rounds = { ...worker.rounds, countWaiting: async () => 0 };
  return {
    bench,
    line,
    worker: { ...worker, rounds },
    async close() {
      await line.close();
      await bench.close();
      await disturbed.close();
    },
  };
}
