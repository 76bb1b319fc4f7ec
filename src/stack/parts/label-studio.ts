import type { PartPlan } from '../part';
import { StackError } from '../stack-error';
import type { PartSetting } from './setting';

/**
 * Label Studio on SQLite, without its calls to the outside (analytics, error reports, version check), with legacy tokens
 * and with storages and webhooks on the loopback interface allowed. Its first start migrates for minutes.
 */
export function labelStudioPart({ executable, ports, secrets, folder, user, baseEnvironment }: PartSetting): PartPlan {
  const address = `http://127.0.0.1:${ports.labelStudio}`;
  return {
    name: 'label-studio',
    title: 'Label Studio',
    address,
    healthUrl: `${address}/health`,
    command: executable,
    args: ['start', '--no-browser', '--internal-host', '127.0.0.1', '--port', String(ports.labelStudio)],
    environment: {
      ...baseEnvironment,
      ...labelStudioEnvironment(folder),
      LABEL_STUDIO_USERNAME: secrets.labelStudioUser,
      LABEL_STUDIO_PASSWORD: secrets.labelStudioPassword,
      LABEL_STUDIO_USER_TOKEN: secrets.labelStudioToken,
      LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN: 'true',
      LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK: 'true',
      SSRF_PROTECTION_ENABLED: 'false',
      ML_BLOCK_LOCAL_IP: 'false',
    },
    folder,
    user,
    isHealthy: ({ signal }) => knowsOurToken(address, secrets.labelStudioToken, signal),
    startTimeoutMs: 600_000,
    stopTurn: 2,
    stopTimeoutMs: 10_000,
  };
}

/** What every run of Label Studio's code needs, the one that only migrates included. */
export function labelStudioEnvironment(folder: string): Record<string, string> {
  return {
    HOME: folder,
    LABEL_STUDIO_BASE_DATA_DIR: folder,
    DJANGO_DB: 'sqlite',
    COLLECT_ANALYTICS: 'false',
    SENTRY_DSN: '',
    FRONTEND_SENTRY_DSN: '',
    LATEST_VERSION_CHECK: 'false',
    PYTHONUNBUFFERED: '1',
    PYTHONWARNINGS: 'ignore',
  };
}

/** Label Studio moves to another port in silence when its own is taken: only our token tells that it is ours who answers. */
async function knowsOurToken(address: string, token: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(`${address}/api/current-user/whoami`, {
    headers: { Authorization: `Token ${token}` },
    signal,
  });
  if (response.status === 401) throw strangerAt(address); // users are made before it serves: waiting would not help
  return response.ok;
}

function strangerAt(address: string): StackError {
  return new StackError(
    `The Label Studio at ${address} does not know our token.`,
    'Either another Label Studio listens there, or the data folder was made with another secrets.json: put that back, or start with a fresh data folder (`--data`).',
    'part',
  );
}
