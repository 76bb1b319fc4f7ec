import { EMBEDDED_REGION } from './parts/object-store';
import type { StackPorts } from './ports';
import type { StackSecrets } from './secrets';

/** The variables by which worker, server and CLI reach the stack. Holds secrets: for a child's environment only. */
export function stackEnvironment(ports: StackPorts, secrets: StackSecrets): Record<string, string> {
  const labelStudio = `http://127.0.0.1:${ports.labelStudio}`;
  const objectStore = `http://127.0.0.1:${ports.objectStore}`;
  return {
    LABEL_STUDIO_URL: labelStudio,
    LABEL_STUDIO_PUBLIC_URL: labelStudio,
    LABEL_STUDIO_USER_TOKEN: secrets.labelStudioToken,
    S3_ENDPOINT: objectStore,
    S3_PUBLIC_ENDPOINT: objectStore,
    S3_REGION: EMBEDDED_REGION,
    AWS_ACCESS_KEY_ID: secrets.s3AccessKey,
    AWS_SECRET_ACCESS_KEY: secrets.s3SecretKey,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_NAMESPACE: 'default',
    ANNOLOOP_PUBLIC_URL: `http://127.0.0.1:${ports.publicServer}`,
    ANNOLOOP_PUBLIC_PORT: String(ports.publicServer),
    ANNOLOOP_OPERATOR_PORT: String(ports.operators),
    ANNOLOOP_MEDIA_KEYS: secrets.mediaKey,
    ANNOLOOP_TRAINER_SECRET: secrets.trainerSecret,
  };
}
