import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/config/cache-folder';
import { temporalPart } from '../../src/stack/parts/temporal';
import { settlePorts } from '../../src/stack/ports';
import { preparePart } from '../../src/stack/prepare-part';
import { findSetpriv } from '../../src/stack/privileges';
import { type RunningPart, signalGroup, startPart } from '../../src/stack/running-part';
import { readOrMakeSecrets } from '../../src/stack/secrets';
import { findGoTool } from '../../src/stack/tools/go-tool';
import { TEMPORAL_TOOL } from '../../src/stack/tools/obtain-tools';

/** A Temporal development server that one test has for itself, on a database file: it may be killed and started again. */
export interface OwnTemporal {
  address: string;
  /** The variables that lead to it; its only namespace of ours is `default`. */
  environment: Record<string, string>;
  /** SIGKILL: what it had not written is gone. */
  kill(): Promise<void>;
  /** On the same file and port. Resolves when it serves. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const ANY_PORTS = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };

/** @param limits dynamic configuration, such as `limit.historyCount.suggestContinueAsNew` */
export async function startOwnTemporal(limits: Record<string, number> = {}): Promise<OwnTemporal> {
  const cache = cacheFolder(process.env, process.getuid?.());
  const executable = await findGoTool(TEMPORAL_TOOL, { cache, environment: process.env });
  if (!executable) throw new Error('Temporal is not installed, although the stack of the tests runs on it');
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-temporal-'));
  await chmod(folder, 0o711); // where we are root, it runs as somebody else
  const ports = await settlePorts(ANY_PORTS);
  const secrets = await readOrMakeSecrets(join(folder, 'secrets.json'));
  const setting = await preparePart(
    { ports, secrets, environment: process.env, warn: () => undefined },
    executable,
    join(folder, 'temporal'),
    'Temporal',
  );
  const plan = temporalPart(setting);
  for (const [name, value] of Object.entries(limits)) plan.args.push('--dynamic-config-value', `${name}=${value}`);
  const setpriv = await findSetpriv(process.env.PATH ?? '');

  const start = async (): Promise<RunningPart> => {
    const part = await startPart(plan, join(folder, 'logs'), setpriv);
    await part.healthy(new AbortController().signal).catch(async (error: unknown) => {
      await part.stop();
      throw error;
    });
    return part;
  };
  let part = await start();
  const address = `127.0.0.1:${ports.temporal}`;
  return {
    address,
    environment: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default' },
    async kill() {
      signalGroup(part.identity.pid, 'SIGKILL');
      await part.exited;
    },
    async restart() {
      part = await start();
    },
    async close() {
      await part.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
