import type { S3Client } from '@aws-sdk/client-s3';
import { type Bench, openBench } from '../rounds/test-loop';
import { rawClient } from './bucket-state';
import { type DisturbedWorkers, disturbedWorkers } from './disturbed-workers';
import { type OwnStore, startOwnStore } from './own-store';

/** A store of the test's own, and workers that reach it by whatever line they are given. */
export interface FilingGround extends DisturbedWorkers {
  store: OwnStore;
  /** Reaches the store undisturbed. */
  bench: Bench;
  client: S3Client;
}

export async function openFilingGround(): Promise<FilingGround> {
  const store = await startOwnStore();
  const bench = await openBench(store.environment);
  const client = rawClient(bench);
  const workers = await disturbedWorkers(bench);
  return {
    store,
    bench,
    client,
    worker: workers.worker,
    async close() {
      client.destroy();
      await bench.close();
      await store.close();
      await workers.close();
    },
  };
}
