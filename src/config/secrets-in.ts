/** Variables whose values are secrets. */
const SECRETS = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'MINIO_PASSWORD',
  'LABEL_STUDIO_USER_TOKEN',
  'LABEL_STUDIO_S3_SECRET_ACCESS_KEY',
  'ANNOLOOP_TRAINER_SECRET',
  'TEMPORAL_API_KEY',
  'TEMPORAL_TLS_CLIENT_KEY_DATA',
];
/** Keys, separated by commas, each perhaps with a name before it. */
const KEY_LISTS = ['ANNOLOOP_MEDIA_KEYS', 'ANNOLOOP_PAYLOAD_KEYS'];
/** Not secret by themselves, but half of a secret; a short one, as `minio`, is a word of any text. */
const IDENTIFIERS = ['AWS_ACCESS_KEY_ID', 'MINIO_USER', 'LABEL_STUDIO_S3_ACCESS_KEY_ID'];
const SHORTEST_IDENTIFIER = 12;

/** The secrets that an environment holds, also those that cannot be used: they are to be said nowhere. */
export function secretsIn(environment: Readonly<Record<string, string | undefined>>): string[] {
  const valuesOf = (names: readonly string[]): string[] => names.flatMap((name) => environment[name]?.trim() || []);
  const keys = valuesOf(KEY_LISTS).flatMap((list) =>
    list.split(',').map((entry) => entry.replace(/^[^:]*:/, '').trim()),
  );
  const identifiers = valuesOf(IDENTIFIERS).filter((id) => id.length >= SHORTEST_IDENTIFIER);
  return [...valuesOf(SECRETS), ...keys, ...identifiers];
}
