import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActivities } from '../../activities';
import { readEnvironment } from '../../src/config/environment';
import { createLabelStudio } from '../../src/label-studio/label-studio';
import { createRedaction } from '../../src/secrecy/redaction';
import { connectTemporal } from '../../src/temporal/connect';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { createDependencies } from '../../src/worker/create-dependencies';
import type { Bench } from '../rounds/test-loop';
import { stack } from '../setup/stack';
import { type RunningWorkers, runWorkers } from '../workflows/run-workers';
import { type Cable, startCable } from './cable';

export type Server = 'temporal' | 'objectStore' | 'labelStudio';

/** A worker whose three servers each hang on a cable. */
export interface CabledWorkers {
  cables: Record<Server, Cable>;
  close(): Promise<void>;
}

/**
 * Serves the bench's namespace with the real activities, as a process of ours would, through cables.
 * @param beforeEach runs before every attempt of every activity
 */
export async function startBehindCables(
  { temporal, environment }: Bench,
  beforeEach: (activity: string, cables: Record<Server, Cable>) => void | Promise<void>,
): Promise<CabledWorkers> {
  const cables = {
    temporal: await cableTo(`http://${temporal.address}`),
    objectStore: await cableTo(environment.S3_ENDPOINT ?? ''),
    labelStudio: await cableTo(stack.labelStudio.url),
  };
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-cabled-'));
  const variables = {
    ...environment,
    ANNOLOOP_CACHE_DIR: cache,
    S3_ENDPOINT: `http://${cables.objectStore.address}`,
    LABEL_STUDIO_URL: `http://${cables.labelStudio.address}`,
    LABEL_STUDIO_PUBLIC_URL: environment.LABEL_STUDIO_PUBLIC_URL ?? stack.labelStudio.url,
  };
  const settings = readEnvironment(variables, ['store', 'labelStudio', 'server', 'cache']);
  const { namespace } = temporal;
  const { address } = cables.temporal;
  const client = await connectTemporal({ address, namespace, connectionOptions: { address } });
  const labelStudio = createLabelStudio(settings.labelStudio);
  const loops = await openStoredLoops(settings);
  const activities = createActivities(
    createDependencies(settings, { client, labelStudio, loops, redact: createRedaction([]) }),
  );
  const all = { ...activities.main, ...activities.data, ...activities.labelStudio };
  const disturbed = Object.entries(all).map(([name, run]) => [
    name,
    async (input: never) => {
      await beforeEach(name, cables);
      return (run as (input: never) => Promise<unknown>)(input);
    },
  ]);
  const workers: RunningWorkers = await runWorkers(namespace, Object.fromEntries(disturbed), [], address);
  return {
    cables,
    async close() {
      await workers.stop();
      await labelStudio.close();
      await client.connection.close();
      for (const cable of Object.values(cables)) await cable.close();
      await rm(cache, { recursive: true, force: true });
    },
  };
}

function cableTo(url: string): Promise<Cable> {
  const { hostname, port } = new URL(url);
  return startCable(hostname, Number(port));
}
