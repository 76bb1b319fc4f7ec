import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Dependencies } from '../../activities/dependencies';
import { readEnvironment } from '../../src/config/environment';
import { createS3Store } from '../../src/object-store/s3-store';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { type Bench, openBench } from '../rounds/test-loop';
import { rawClient } from './bucket-state';
import { type OwnStore, startOwnStore } from './own-store';

/** How a worker copies: everything in one request, or everything in parts. */
export type Copies = 'whole' | 'in parts';

/** A store of the test's own, and workers that reach it by whatever line they are given. */
export interface FilingGround {
  store: OwnStore;
  /** Reaches the store undisturbed. */
  bench: Bench;
  client: S3Client;
  /** @param requestTimeoutMs how long it waits for an answer of the store */
  worker(endpoint: string, copies: Copies, requestTimeoutMs?: number): Promise<Dependencies>;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;

export async function openFilingGround(): Promise<FilingGround> {
  const store = await startOwnStore();
  const bench = await openBench(store.environment);
  const client = rawClient(bench);
  const caches = await mkdtemp(join(tmpdir(), 'annoloop-cache-'));
  let workers = 0;
  return {
    store,
    bench,
    client,
    async worker(endpoint, copies, requestTimeoutMs = PATIENCE_MS) {
      workers += 1;
      const variables = { ...bench.environment, S3_ENDPOINT: endpoint, ANNOLOOP_CACHE_DIR: join(caches, `${workers}`) };
      const environment = readEnvironment(variables, ['store', 'cache']);
      const { openLoop, store: whole } = await openStoredLoops(environment, requestTimeoutMs);
      const inParts = createS3Store({
        ...environment.store,
        requestTimeoutMs,
        maxSockets: 50,
        multipartCopy: { thresholdBytes: 0, partBytes: 5 * 1_048_576 },
      });
      return { ...bench.dependencies, openLoop, store: copies === 'whole' ? whole : inParts };
    },
    async close() {
      client.destroy();
      await bench.close();
      await store.close();
      await rm(caches, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
