import { isIP } from 'node:net';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readEnvironment } from '../../config/environment';
import { createLabelStudio } from '../../label-studio/label-studio';
import { connectTemporal } from '../../temporal/connect';
import { ensureSearchAttributes } from '../../temporal/search-attributes';
import { createLogger } from '../../wiring/logger';
import { openStoredLoops } from '../../wiring/stored-loops';
import { checkStores } from '../../worker/check-stores';
import { createDependencies } from '../../worker/create-dependencies';
import { QUEUES, type Queue, runWorkers } from '../../worker/run-workers';
import { ownRedaction } from '../own-redaction';
import { untilSignalled } from '../until-signalled';

interface WorkerOptions {
  queues: Queue[];
  metrics?: string;
}

export function registerWorker(program: Command): void {
  program
    .command('worker')
    .description('run rounds and gates: serves the task queues until SIGINT or SIGTERM')
    .addOption(
      new Option('--queues <names>', `which queues to serve, of ${QUEUES.join(', ')}`)
        .argParser(parseQueues)
        .default([...QUEUES], 'all'),
    )
    .option('--metrics <ip:port>', "serve Temporal's Prometheus metrics there", parseSocketAddress)
    .action(run);
}

async function run({ queues, metrics }: WorkerOptions): Promise<void> {
  const environment = readEnvironment(process.env, ['temporal', 'store', 'labelStudio', 'server', 'cache', 'log']);
  const { temporal } = environment;
  const redact = ownRedaction();
  const logger = createLogger({ level: environment.log.level, name: 'annoloop worker', redact });
  const client = await connectTemporal(temporal);
  const labelStudio = createLabelStudio(environment.labelStudio);
  try {
    await ensureSearchAttributes(client);
    const loops = await openStoredLoops(environment);
    const dependencies = createDependencies(environment, { client, labelStudio, loops, redact });
    await checkStores(client, loops, dependencies.checkStore, logger);
    await untilSignalled((signal) =>
      runWorkers({ temporal, queues, metrics: metrics ?? null }, dependencies, logger, signal),
    );
    logger.info('worker has stopped');
  } finally {
    await labelStudio.close();
    await client.connection.close();
  }
}

function parseQueues(text: string): Queue[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !QUEUES.some((queue) => queue === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`'${unknown}' is no queue; name some of ${QUEUES.join(', ')}.`);
  return QUEUES.filter((queue) => names.includes(queue));
}

/** An IP address and a port, as Temporal's runtime takes them. */
function parseSocketAddress(text: string): string {
  const [, host = '', port] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const isAddress = isIP(host) === 4 || (/^\[.*\]$/.test(host) && isIP(host.slice(1, -1)) === 6);
  if (isAddress && Number(port) <= 65_535) return text;
  throw new InvalidArgumentError('Write an IP address and a port, such as 127.0.0.1:9464.');
}
