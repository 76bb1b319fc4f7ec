import type { Client } from '@temporalio/client';
import type { ApplyDependencies } from '../apply/dependencies';
import { readEnvironment } from '../config/environment';
import { createLabelStudio } from '../label-studio/label-studio';
import { HOOK_SECRET_HEADER, hookSecret } from '../signing/hook-secret';
import { connectTemporal } from '../temporal/connect';
import { openStoredLoops } from '../wiring/stored-loops';
import { storageForLabelStudio } from '../worker/create-dependencies';
import { COMMAND_CALLS, LABEL_STUDIO_PATIENCE_MS, STORE_PATIENCE_MS } from './patience';
import { environmentWith, type TemporalFlags } from './temporal-options';

/** Opens what `apply` works with, and closes it afterwards. @throws EnvironmentInvalid */
export async function withApplyDependencies<T>(
  flags: TemporalFlags,
  run: (dependencies: ApplyDependencies) => Promise<T>,
): Promise<T> {
  const sections = ['temporal', 'store', 'labelStudio', 'server', 'cache'] as const;
  const environment = readEnvironment(environmentWith(flags), sections);
  const { store: storeSettings, server } = environment;
  const labelStudio = createLabelStudio({ ...environment.labelStudio, timeoutMs: LABEL_STUDIO_PATIENCE_MS });
  let client: Client | null = null;
  try {
    return await run({
      ...(await openStoredLoops(environment, STORE_PATIENCE_MS)),
      connectTemporal: async () => {
        client ??= await connectTemporal(environment.temporal, COMMAND_CALLS);
        return client;
      },
      labelStudio,
      serverUrl: server.url,
      hookHeaders: (loop) => ({ [HOOK_SECRET_HEADER]: hookSecret(server.mediaKeys, loop) }),
      hasPublicEndpoint: storeSettings.publicEndpoint !== null,
      storage: storageForLabelStudio(storeSettings),
      hasTrainerSecret: server.trainerSecret !== null,
    });
  } finally {
    await labelStudio.close();
    // Assigned within `run`, which the compiler cannot see.
    await (client as Client | null)?.connection.close();
  }
}
