import { S3Client } from '@aws-sdk/client-s3';

/** Where the systems are and how the demo may enter: taken from the stack's environment, never logged. */
export interface Addresses {
  labelStudioUrl: string;
  labelStudioToken: string;
  s3Endpoint: string;
  s3Region: string;
  accessKeyId: string;
  secretAccessKey: string;
  temporalAddress: string;
  temporalNamespace: string;
}

/** @throws Error naming the variable that is missing */
export function addressesFrom(environment: Readonly<Record<string, string | undefined>>): Addresses {
  const need = (name: string): string => {
    const value = environment[name];
    if (!value)
      throw new Error(`the environment variable ${name} is not set; \`annoloop up\` prints what it should be`);
    return value;
  };
  return {
    labelStudioUrl: need('LABEL_STUDIO_URL').replace(/\/$/, ''),
    labelStudioToken: need('LABEL_STUDIO_USER_TOKEN'),
    s3Endpoint: need('S3_ENDPOINT'),
    s3Region: environment.S3_REGION || 'us-east-1',
    accessKeyId: need('AWS_ACCESS_KEY_ID'),
    secretAccessKey: need('AWS_SECRET_ACCESS_KEY'),
    temporalAddress: need('TEMPORAL_ADDRESS'),
    temporalNamespace: environment.TEMPORAL_NAMESPACE || 'default',
  };
}

/** A client of the demo's own: what it uploads and checks does not pass through the product's code. */
export function s3ClientFor(addresses: Addresses): S3Client {
  // Node 20 is what the package asks for; the SDK's notice of 2027 would stand in the middle of the demo.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new S3Client({
    endpoint: addresses.s3Endpoint,
    region: addresses.s3Region,
    credentials: { accessKeyId: addresses.accessKeyId, secretAccessKey: addresses.secretAccessKey },
    forcePathStyle: true,
  });
}
