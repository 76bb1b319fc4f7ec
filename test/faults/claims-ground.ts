import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dependencies } from '../../activities/dependencies';
import { readEnvironment } from '../../src/config/environment';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { realSettings } from '../object-store/real-store';
import { type Bench, openBench } from '../rounds/test-loop';
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
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-cache-'));
  const variables = { ...bench.environment, S3_ENDPOINT: line.url, ANNOLOOP_CACHE_DIR: cache };
  const { openLoop, store } = await openStoredLoops(readEnvironment(variables, ['store', 'cache']));
  const rounds = { ...bench.dependencies.rounds, countWaiting: async () => 0 };
  return {
    bench,
    line,
    worker: { ...bench.dependencies, rounds, openLoop, store },
    async close() {
      await line.close();
      await bench.close();
      await rm(cache, { recursive: true, force: true });
    },
  };
}
