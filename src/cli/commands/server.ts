import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { type Environment, readEnvironment } from '../../config/environment';
import { createLabelStudio } from '../../label-studio/label-studio';
import { StoreUnavailable } from '../../object-store/errors';
import type { ObjectStore } from '../../object-store/port';
import { browserOrigins } from '../../server/browser-origins';
import { CHECK_TIMEOUT_MS, type ReadinessChecks } from '../../server/health-routes';
import { startServer } from '../../server/server';
import { connectTemporal } from '../../temporal/connect';
import { temporalLoopDirectory } from '../../temporal/loop-directory';
import { createPayloadCodec } from '../../temporal/payload-codec';
import { temporalPendingTrainings } from '../../temporal/pending-trainings';
import { temporalRoundWaker } from '../../temporal/round-waker';
import { createLogger } from '../../wiring/logger';
import { openStoredLoops } from '../../wiring/stored-loops';
import { ownRedaction } from '../own-redaction';
import { untilSignalled } from '../until-signalled';

export function registerServer(program: Command): void {
  program
    .command('server')
    .description("images, Label Studio's hooks and trainers' callbacks; metrics and reports on a port of their own")
    .action(run);
}

async function run(): Promise<void> {
  const environment = readEnvironment(process.env, ['temporal', 'store', 'labelStudio', 'server', 'cache', 'log']);
  const client = await connectTemporal(environment.temporal);
  const labelStudio = createLabelStudio(environment.labelStudio);
  try {
    await untilSignalled((signal) => serve(environment, client, labelStudio, signal));
  } finally {
    await labelStudio.close();
    await client.connection.close();
  }
}

async function serve(
  environment: Environment,
  client: Client,
  labelStudio: ReturnType<typeof createLabelStudio>,
  signal: AbortSignal,
): Promise<void> {
  const redact = ownRedaction();
  const log = createLogger({ level: environment.log.level, name: 'annoloop server', redact });
  const { store, openLoop } = await openStoredLoops(environment);
  const server = await startServer({
    ...environment.server,
    labelStudioOrigins: browserOrigins(environment.labelStudio),
    directory: temporalLoopDirectory(client),
    waker: temporalRoundWaker(client),
    trainings: temporalPendingTrainings(client, redact),
    codec: createPayloadCodec(environment.temporal.payloadKeys),
    openLoop,
    store,
    labelStudio,
    readiness: readinessOf(client, store),
    log,
    now: () => new Date(),
  });
  const { publicAddress, operatorsAddress } = server;
  log.info({ publicAddress, operatorsAddress }, 'server is listening');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  log.info('server has stopped');
}

const readinessOf = (client: Client, store: ObjectStore): ReadinessChecks => ({
  // Under a deadline, for its own retries would last for half a minute after each look.
  temporal: () =>
    client.connection.withDeadline(Date.now() + CHECK_TIMEOUT_MS, () =>
      client.connection.workflowService.getSystemInfo({}),
    ),
  // Whether this bucket exists, or may be asked for, is all the same: that the store answers is what counts.
  objectStore: () =>
    store.bucketExists('annoloop-readiness').catch((error: unknown) => {
      if (error instanceof StoreUnavailable) throw error;
    }),
});
