import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseEnvironment } from '../../src/stack/base-environment';
import type { PartPlan } from '../../src/stack/part';
import { findSetpriv } from '../../src/stack/privileges';
import { startPart } from '../../src/stack/running-part';
import { obtainMinio } from './minio-tool';

/** A MinIO of its own on a free port, with data that is gone afterwards. */
export interface MinioServer {
  /** The variables that lead our processes and tests to it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function startMinio(): Promise<MinioServer> {
  const { signal } = new AbortController();
  const executable = await obtainMinio(signal);
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-minio-'));
  const [user, password] = [`test-${randomBytes(4).toString('hex')}`, randomBytes(20).toString('hex')];
  const port = await freePort();
  const plan = minioPart({ executable, folder, port, user, password });
  const part = await startPart(plan, join(folder, 'logs'), await findSetpriv(process.env.PATH ?? ''));
  const stop = async (): Promise<void> => {
    await part.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await part.healthy(signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: {
      S3_ENDPOINT: plan.address,
      S3_PUBLIC_ENDPOINT: plan.address,
      S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: user,
      AWS_SECRET_ACCESS_KEY: password,
      ANNOLOOP_TEST_S3_SERVER: 'minio',
    },
    stop,
  };
}

function minioPart(of: { executable: string; folder: string; port: number; user: string; password: string }): PartPlan {
  const { executable, folder, port, user, password } = of;
  const address = `http://127.0.0.1:${port}`;
  const healthUrl = `${address}/minio/health/ready`;
  return {
    name: 'minio',
    title: 'MinIO',
    address,
    healthUrl,
    command: executable,
    args: ['server', '--address', `127.0.0.1:${port}`, '--quiet', join(folder, 'data')],
    environment: {
      ...baseEnvironment(process.env),
      HOME: folder,
      MINIO_ROOT_USER: user,
      MINIO_ROOT_PASSWORD: password,
      MINIO_BROWSER: 'off',
    },
    folder,
    user: null,
    isHealthy: async ({ signal }) => (await fetch(healthUrl, { signal })).ok,
    startTimeoutMs: 60_000,
    stopTurn: 2,
    stopTimeoutMs: 10_000,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
