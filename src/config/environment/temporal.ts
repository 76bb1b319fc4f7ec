import { type ClientConnectConfig, loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { KEYS_WANTED, parseMediaKeys } from './media-keys';
import { HEADER_TEXT } from './variable';

export interface TemporalSettings {
  /** `host:port`, as logs and messages name it. */
  address: string;
  namespace: string;
  connectionOptions: ClientConnectConfig['connectionOptions'];
  /** Keys that payloads are encrypted under, the first one; all of them decrypt. None: payloads are plain. */
  payloadKeys: readonly string[];
}

const DEFAULT_ADDRESS = '127.0.0.1:7233';

/** TEMPORAL_* and Temporal's own configuration file, read as every Temporal tool reads them. */
export const temporalSchema = z.record(z.string(), z.string()).transform((environment, context): TemporalSettings => {
  const refuse = (variable: string, message: string): never => {
    context.addIssue({ code: 'custom', path: [variable], message });
    return z.NEVER;
  };
  const keys = environment.ANNOLOOP_PAYLOAD_KEYS;
  const payloadKeys = keys === undefined ? [] : parseMediaKeys(keys);
  if (payloadKeys === null) return refuse('ANNOLOOP_PAYLOAD_KEYS', `cannot be used: set it to ${KEYS_WANTED}`);
  const apiKey = environment.TEMPORAL_API_KEY;
  if (apiKey !== undefined && !HEADER_TEXT.test(apiKey)) {
    return refuse('TEMPORAL_API_KEY', 'cannot be used: set it to an API key, without spaces or line breaks');
  }
  let loaded: ClientConnectConfig;
  try {
    loaded = loadClientConnectConfig({ overrideEnvVars: environment });
  } catch (error) {
    return refuse(...blame(environment, error));
  }
  const { connectionOptions, namespace = 'default' } = loaded;
  const address = connectionOptions.address ?? DEFAULT_ADDRESS;
  if (!isHostAndPort(address)) {
    return refuse(
      'TEMPORAL_ADDRESS',
      `cannot be used: set it to a host and port without http://, such as ${DEFAULT_ADDRESS}`,
    );
  }
  return { address, namespace, connectionOptions: { ...connectionOptions, address }, payloadKeys };
});

function isHostAndPort(address: string): boolean {
  const [, port] = /^(?:[^\s/:"',]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(address) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535;
}

/** Which variable a failure to load comes from. Its own message may show the file's content, so it is not passed on. */
function blame(environment: Record<string, string>, error: unknown): [variable: string, message: string] {
  const missingFile = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
  const tls = Object.keys(environment).find((name) => /^TEMPORAL_TLS_.*_PATH$/.test(name));
  if (missingFile && tls !== undefined) return [tls, 'names a file that does not exist: set it to a PEM file'];
  if (String(error).includes('not found in config data')) {
    return ['TEMPORAL_PROFILE', "names no profile of Temporal's configuration file: set it to one, or unset it"];
  }
  return [
    'TEMPORAL_CONFIG_FILE',
    "Temporal's configuration file cannot be read: mend it (TOML), or set this to another",
  ];
}
