import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { createActivities } from '../../activities';
import type { Dependencies } from '../../activities/dependencies';
import { readEnvironment } from '../../src/config/environment';
import type { ConfigRef } from '../../src/contracts/artifact';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { TrainingRequest } from '../../src/contracts/retraining';
import { MAIN_QUEUE } from '../../src/contracts/task-queues';
import { roundId } from '../../src/domain/workflow-ids';
import { createLabelStudio } from '../../src/label-studio/label-studio';
import type { LabelStudio } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import type { ObjectStore } from '../../src/object-store/port';
import { createRedaction } from '../../src/secrecy/redaction';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { createDependencies } from '../../src/worker/create-dependencies';
import type { annotationRound } from '../../workflows/annotation-round';
import { freshNamespace, type TestNamespace } from '../setup/namespace';
import { runWorkers } from '../workflows/run-workers';
import { storedConfig } from './loop-fixture';

export type Round = WorkflowHandle<typeof annotationRound>;

/** The real servers, and the product's own parts as a worker wires them. */
export interface Bench {
  temporal: TestNamespace;
  dependencies: Dependencies;
  store: ObjectStore;
  labelStudio: LabelStudio;
  /** How it reaches the servers. Holds secrets. */
  environment: Record<string, string | undefined>;
  close(): Promise<void>;
}

/** @param changes variables instead of the test stack's, as those of a line or of a store of one's own */
export async function openBench(changes: Record<string, string> = {}): Promise<Bench> {
  const temporal = await freshNamespace(changes.TEMPORAL_ADDRESS);
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-cache-'));
  const variables = { ...process.env, ...changes, ANNOLOOP_CACHE_DIR: cache };
  const environment = readEnvironment(variables, ['store', 'labelStudio', 'server', 'cache']);
  const labelStudio = createLabelStudio(environment.labelStudio);
  const loops = await openStoredLoops(environment);
  const dependencies = createDependencies(environment, {
    client: temporal.client,
    labelStudio,
    loops,
    redact: createRedaction([]),
  });
  return {
    temporal,
    dependencies,
    store: loops.store,
    labelStudio,
    environment: variables,
    async close() {
      await labelStudio.close();
      await temporal.close();
      await rm(cache, { recursive: true, force: true });
    },
  };
}

/** A loop whose configuration and buckets are there, without a Schedule. */
export interface TestLoop {
  config: LoopConfig;
  ref: ConfigRef;
  ledger: Ledger;
  /** Starts a round as the Schedule would at `second` of a fixed day. */
  start(second?: number): Promise<Round>;
}

export async function makeLoop(bench: Bench, config: LoopConfig): Promise<TestLoop> {
  const { store, temporal } = bench;
  for (const bucket of new Set([config.source.bucket, config.ledger.bucket, config.filing.bucket])) {
    await store.ensureBucket(bucket);
  }
  const { ref, json } = storedConfig(config);
  await store.put(ref, Buffer.from(json), { create: true, contentType: 'application/json' });
  const { ledger } = await bench.dependencies.openLoop(ref);
  return {
    config,
    ref,
    ledger,
    start: (second = 0) =>
      temporal.client.workflow.start('annotationRound', {
        workflowId: roundId(config.name, `2026-11-21T00:00:${String(second).padStart(2, '0')}Z`),
        taskQueue: MAIN_QUEUE,
        args: [{ loop: config.name, configRef: ref }],
      }) as unknown as Promise<Round>,
  };
}

interface Extras {
  /** Instead of the bench's. */
  labelStudio?: LabelStudio;
  /** A trainer: activities on a task queue of its own. */
  trainer?: { queue: string; activities: Record<string, (request: TrainingRequest) => Promise<unknown>> };
}

/** Serves the bench's namespace with the real activities while `work` runs. */
export async function withWorkers<T>(bench: Bench, work: () => Promise<T>, extras: Extras = {}): Promise<T> {
  const { labelStudio: people = bench.labelStudio, trainer } = extras;
  const { main, data, labelStudio } = createActivities({ ...bench.dependencies, labelStudio: people });
  const activities = { ...main, ...data, ...labelStudio, ...trainer?.activities };
  const { namespace, address } = bench.temporal;
  const workers = await runWorkers(namespace, activities, trainer ? [trainer.queue] : [], address);
  try {
    return await work();
  } finally {
    await workers.stop();
  }
}
