import { z } from 'zod';
import { address, expected, opaque, region, sentInHeader } from './variable';

/** How the object store is reached; what else its client wants to know is no matter of the environment. */
export interface StoreSettings {
  /** Null: AWS itself, by region. */
  endpoint: string | null;
  /** As browsers reach the store. Null: the same as `endpoint`. */
  publicEndpoint: string | null;
  region: string;
  /** Null: the SDK's standard chain (profile, container, instance). */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
  /** What Label Studio signs images with in mode `storage`. Null: the same as `credentials`, where those are static. */
  labelStudioCredentials: { accessKeyId: string; secretAccessKey: string } | null;
  forcePathStyle: boolean;
}

const endpoint = () => address("the object store's address", 'http://127.0.0.1:7070');

/** Notebooks wrote MINIO_URL without its scheme. */
const minioUrl = z.preprocess(
  (value) => (typeof value === 'string' && !value.includes('://') ? `http://${value}` : value),
  endpoint().optional(),
);

const variables = z.object({
  S3_ENDPOINT: endpoint().optional(),
  MINIO_URL: minioUrl,
  S3_PUBLIC_ENDPOINT: address("the object store's address as browsers reach it", 'https://images.example').optional(),
  S3_REGION: region().optional(),
  AWS_REGION: region().optional(),
  AWS_ACCESS_KEY_ID: sentInHeader('an access key id').optional(),
  AWS_SECRET_ACCESS_KEY: opaque('the secret access key that belongs to AWS_ACCESS_KEY_ID').optional(),
  AWS_SESSION_TOKEN: sentInHeader('a session token').optional(),
  MINIO_USER: sentInHeader('an access key id').optional(),
  MINIO_PASSWORD: opaque('the secret access key that belongs to MINIO_USER').optional(),
  LABEL_STUDIO_S3_ACCESS_KEY_ID: sentInHeader('an access key id').optional(),
  LABEL_STUDIO_S3_SECRET_ACCESS_KEY: opaque('the secret that belongs to LABEL_STUDIO_S3_ACCESS_KEY_ID').optional(),
  S3_FORCE_PATH_STYLE: z
    .enum(['true', 'false'], { error: expected('true (http://store/bucket/key) or false (http://bucket.store/key)') })
    .optional(),
});

const PAIRS = [
  ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ['MINIO_USER', 'MINIO_PASSWORD'],
  ['LABEL_STUDIO_S3_ACCESS_KEY_ID', 'LABEL_STUDIO_S3_SECRET_ACCESS_KEY'],
] as const;

/** What stands in for a pair that is not set. */
const OTHERWISE: Partial<Record<string, string>> = {
  LABEL_STUDIO_S3_ACCESS_KEY_ID: "the worker's own keys",
  LABEL_STUDIO_S3_SECRET_ACCESS_KEY: "the worker's own keys",
};

export const storeSchema = variables
  .superRefine(
    (set, context) => {
      for (const [id, secret] of PAIRS) {
        if ((set[id] === undefined) === (set[secret] === undefined)) continue;
        const [there, absent] = set[id] === undefined ? [secret, id] : [id, secret];
        context.addIssue({
          code: 'custom',
          path: [absent],
          message: `is not set, while ${there} is: set both, or neither for ${OTHERWISE[there] ?? 'the standard credential chain'}`,
        });
      }
    },
    // Also where another variable is wrong: everything is said at once.
    { when: () => true },
  )
  .transform((set): StoreSettings => {
    const found = set.S3_ENDPOINT ?? set.MINIO_URL ?? null;
    return {
      endpoint: found,
      publicEndpoint: set.S3_PUBLIC_ENDPOINT ?? null,
      region: set.S3_REGION ?? set.AWS_REGION ?? 'us-east-1',
      credentials: credentialsOf(set),
      labelStudioCredentials: labelStudioCredentialsOf(set),
      forcePathStyle: set.S3_FORCE_PATH_STYLE === undefined ? found !== null : set.S3_FORCE_PATH_STYLE === 'true',
    };
  });

function credentialsOf(set: z.output<typeof variables>): StoreSettings['credentials'] {
  if (set.AWS_ACCESS_KEY_ID !== undefined && set.AWS_SECRET_ACCESS_KEY !== undefined) {
    const pair = { accessKeyId: set.AWS_ACCESS_KEY_ID, secretAccessKey: set.AWS_SECRET_ACCESS_KEY };
    return set.AWS_SESSION_TOKEN === undefined ? pair : { ...pair, sessionToken: set.AWS_SESSION_TOKEN };
  }
  if (set.MINIO_USER === undefined || set.MINIO_PASSWORD === undefined) return null;
  return { accessKeyId: set.MINIO_USER, secretAccessKey: set.MINIO_PASSWORD };
}

function labelStudioCredentialsOf(set: z.output<typeof variables>): StoreSettings['labelStudioCredentials'] {
  const { LABEL_STUDIO_S3_ACCESS_KEY_ID: accessKeyId, LABEL_STUDIO_S3_SECRET_ACCESS_KEY: secretAccessKey } = set;
  return accessKeyId === undefined || secretAccessKey === undefined ? null : { accessKeyId, secretAccessKey };
}
