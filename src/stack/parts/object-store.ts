import { join } from 'node:path';
import type { PartPlan } from '../part';
import type { PartSetting } from './setting';

export const EMBEDDED_REGION = 'us-east-1';

/** The folders that versitygw wants to find. `sidecar` only where the file system has no extended attributes. */
export function objectStoreFolders(folder: string) {
  return {
    data: join(folder, 'data'),
    versions: join(folder, 'versions'),
    iam: join(folder, 'iam'),
    sidecar: join(folder, 'sidecar'),
  };
}

/**
 * versitygw on a folder. `--iam-dir` makes it answer 403 to unknown keys, as S3 does; CORS for any origin, since a
 * browser that follows a redirect to it sends `Origin: null`.
 */
export function objectStorePart(setting: PartSetting, options: { sidecar: boolean }): PartPlan {
  const { executable, ports, secrets, folder, user, baseEnvironment } = setting;
  const { data, versions, iam, sidecar } = objectStoreFolders(folder);
  const address = `http://127.0.0.1:${ports.objectStore}`;
  return {
    name: 'object-store',
    title: 'Object storage (versitygw)',
    address,
    healthUrl: `${address}/healthz`,
    command: executable,
    args: [
      ...['--port', `127.0.0.1:${ports.objectStore}`, '--health', '/healthz', '--keep-alive', '--quiet'],
      ...[
        '--region',
        EMBEDDED_REGION,
        '--iam-dir',
        iam,
        '--cors-allow-origin',
        '*',
        'posix',
        '--versioning-dir',
        versions,
      ],
      ...(options.sidecar ? ['--sidecar', sidecar] : []),
      data,
    ],
    environment: {
      ...baseEnvironment,
      HOME: folder,
      ROOT_ACCESS_KEY: secrets.s3AccessKey,
      ROOT_SECRET_KEY: secrets.s3SecretKey,
    },
    folder,
    user,
    isHealthy: async ({ signal }) => (await fetch(`${address}/healthz`, { signal })).ok,
    startTimeoutMs: 30_000,
    stopTurn: 2,
    stopTimeoutMs: 10_000,
  };
}
