import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/config/cache-folder';
import { stackEnvironment } from '../../src/stack/environment';
import { dataLayout } from '../../src/stack/folders';
import { settlePorts } from '../../src/stack/ports';
import { findSetpriv } from '../../src/stack/privileges';
import { RunningParts } from '../../src/stack/running-parts';
import { readOrMakeSecrets } from '../../src/stack/secrets';
import { startObjectStore } from '../../src/stack/start-object-store';
import { findGoTool } from '../../src/stack/tools/go-tool';
import { VERSITYGW_TOOL } from '../../src/stack/tools/obtain-tools';
import { startMinio } from '../minio/minio-server';
import { serverName } from '../object-store/server-differences';

/** An S3 server that one test has for itself: another run may have the same buckets, and so the same items and draws. */
export interface OwnStore {
  endpoint: string;
  /** The variables that lead to it: `S3_ENDPOINT` and its credentials. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

const ANY_PORTS = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };

/** A server of the kind that the tests run against, started anew in a tenth of a second; a MinIO in half of one. */
export const startOwnStore = (): Promise<OwnStore> => (serverName === 'minio' ? startOwnMinio() : startOwnVersitygw());

async function startOwnMinio(): Promise<OwnStore> {
  const { environment, stop } = await startMinio();
  return { ...reached(environment), close: stop };
}

/** The one that the stack of the tests has installed. */
async function startOwnVersitygw(): Promise<OwnStore> {
  const cache = cacheFolder(process.env, process.getuid?.());
  const executable = await findGoTool(VERSITYGW_TOOL, { cache, environment: process.env });
  if (!executable) throw new Error('versitygw is not installed, although the stack of the tests runs on it');
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-store-'));
  const layout = dataLayout(folder);
  const parts = new RunningParts(layout, await findSetpriv(process.env.PATH ?? ''));
  const close = async (): Promise<void> => {
    await parts.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await chmod(folder, 0o711); // where we are root, versitygw runs as somebody else
    const ports = await settlePorts(ANY_PORTS);
    const secrets = await readOrMakeSecrets(layout.secrets);
    const { signal } = new AbortController();
    await startObjectStore(
      { parts, ports, secrets, environment: process.env, warn: () => undefined, signal },
      executable,
    );
    return { ...reached(stackEnvironment(ports, secrets)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function reached(variables: Record<string, string | undefined>): Omit<OwnStore, 'close'> {
  const given = (name: string): string => {
    const value = variables[name];
    if (value === undefined) throw new Error(`a store was started, and nobody says its ${name}`);
    return value;
  };
  const names = ['S3_ENDPOINT', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  return {
    endpoint: given('S3_ENDPOINT'),
    environment: Object.fromEntries(names.map((name) => [name, given(name)])),
  };
}
