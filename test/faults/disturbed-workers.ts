import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dependencies } from '../../activities/dependencies';
import { readEnvironment } from '../../src/config/environment';
import { createS3Store } from '../../src/object-store/s3-store';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import type { Bench } from '../rounds/test-loop';

/** How a worker copies: everything in one request, or everything in parts. */
export type Copies = 'whole' | 'in parts';

/** Workers that are the bench's but for their store, which they reach by whatever line they are given. */
export interface DisturbedWorkers {
  /** @param requestTimeoutMs how long it waits for an answer of the store */
  worker(endpoint: string, copies: Copies, requestTimeoutMs?: number): Promise<Dependencies>;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;

export async function disturbedWorkers({ environment, dependencies }: Bench): Promise<DisturbedWorkers> {
  const caches = await mkdtemp(join(tmpdir(), 'annoloop-cache-'));
  let workers = 0;
  return {
    async worker(endpoint, copies, requestTimeoutMs = PATIENCE_MS) {
      workers += 1;
      const variables = { ...environment, S3_ENDPOINT: endpoint, ANNOLOOP_CACHE_DIR: join(caches, `${workers}`) };
      const settings = readEnvironment(variables, ['store', 'cache']);
      const { openLoop, store: whole } = await openStoredLoops(settings, requestTimeoutMs);
      const inParts = createS3Store({
        ...settings.store,
        requestTimeoutMs,
        maxSockets: 50,
        multipartCopy: { thresholdBytes: 0, partBytes: 5 * 1_048_576 },
      });
      return { ...dependencies, openLoop, store: copies === 'whole' ? whole : inParts };
    },
    close: () => rm(caches, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}
