import { z } from 'zod';
import { FRESH_KEY, KEYS_WANTED, type MediaKeys, parseMediaKeys } from './media-keys';
import { address, expected, host, hostNames, opaque, port } from './variable';

interface ListenAddress {
  host: string;
  port: number;
}

export interface ServerSettings {
  /** The public listener as Label Studio and trainers reach it; the same as `publicUrl` unless set. */
  url: string;
  /** The public listener as browsers reach it. */
  publicUrl: string;
  /** Media, Label Studio's hooks, trainer callbacks. */
  publicAddress: ListenAddress;
  /** Console and metrics. */
  operatorsAddress: ListenAddress;
  /** Names under which browsers reach the operators' listener, in lower case. */
  operatorHosts: readonly string[];
  mediaKeys: MediaKeys;
  /** Null: no loop of this deployment trains by webhook. */
  trainerSecret: string | null;
  /** Origin of the Temporal UI, whose pages may have payloads decoded; null: none. */
  temporalUi: string | null;
}

const keysError = expected(KEYS_WANTED);

const mediaKeys = z.string({ error: keysError }).transform((text, context) => {
  const keys = parseMediaKeys(text);
  if (keys !== null) return keys;
  context.addIssue({ code: 'custom', message: keysError({ input: text }) });
  return z.NEVER;
});

export const serverSchema = z
  .object({
    ANNOLOOP_URL: address(
      "the public listener's address as Label Studio and trainers reach it",
      'http://annoloop:8090',
    ).optional(),
    ANNOLOOP_PUBLIC_URL: address("the public listener's address as browsers reach it", 'https://media.example'),
    ANNOLOOP_PUBLIC_HOST: host('127.0.0.1'),
    ANNOLOOP_PUBLIC_PORT: port(8090),
    ANNOLOOP_OPERATOR_HOST: host('127.0.0.1'),
    ANNOLOOP_OPERATOR_PORT: port(8091),
    ANNOLOOP_OPERATOR_HOSTS: hostNames(),
    ANNOLOOP_MEDIA_KEYS: mediaKeys,
    ANNOLOOP_TEMPORAL_UI: address(
      "the Temporal UI's address as operators' browsers reach it",
      'http://127.0.0.1:8233',
    ).optional(),
    ANNOLOOP_TRAINER_SECRET: opaque(
      `a secret of at least 32 characters that the trainer knows too; one is made by: ${FRESH_KEY}`,
      32,
    ).optional(),
  })
  .transform(
    (set): ServerSettings => ({
      url: set.ANNOLOOP_URL ?? set.ANNOLOOP_PUBLIC_URL,
      publicUrl: set.ANNOLOOP_PUBLIC_URL,
      publicAddress: { host: set.ANNOLOOP_PUBLIC_HOST, port: set.ANNOLOOP_PUBLIC_PORT },
      operatorsAddress: { host: set.ANNOLOOP_OPERATOR_HOST, port: set.ANNOLOOP_OPERATOR_PORT },
      operatorHosts: set.ANNOLOOP_OPERATOR_HOSTS,
      mediaKeys: set.ANNOLOOP_MEDIA_KEYS,
      trainerSecret: set.ANNOLOOP_TRAINER_SECRET ?? null,
      temporalUi: set.ANNOLOOP_TEMPORAL_UI === undefined ? null : new URL(set.ANNOLOOP_TEMPORAL_UI).origin,
    }),
  );
