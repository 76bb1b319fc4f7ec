import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../contracts/artifact';
import { CredentialsRefused } from './errors';
import { mapError } from './map-error';
import { refusingOtherAnswers } from './s3-answers';
import { createCall, type S3Call } from './s3-call';

export interface S3Settings {
  /** Null: AWS itself, by region. */
  endpoint: string | null;
  /** As browsers reach the store; presigned URLs name it. Null: the same as `endpoint`. */
  publicEndpoint: string | null;
  region: string;
  /** Null: the SDK's standard chain (environment, profile, container, instance). */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
  forcePathStyle: boolean;
  /** Bound of one attempt, up to the answer's headers, and of any silence while a body is read. Ten times that is any answer's. */
  requestTimeoutMs: number;
  maxSockets: number;
  /** Where copies go in parts; the default is 512 MiB. */
  multipartCopy?: { thresholdBytes: number; partBytes: number };
  /** Keys of a listing's page; the default is S3's most, 1,000. */
  listPage?: number;
}

export interface S3Context {
  client: S3Client;
  call: S3Call;
  /** What `call` does to an error, for streams that fail after their request has ended. */
  failure: (operation: string, location: string, error: unknown) => unknown;
  /** Of the settings: how long a silence may last. */
  requestTimeoutMs: number;
}

export const place = ({ bucket, key }: ObjectLocation): string => `s3://${bucket}/${key}`;

/** Where the SDK's chain reads a profile's files, it reads them again each time, and not what it once read. */
const READS_AGAIN = { ignoreCache: true };

/** @param beside for presigning, as browsers reach the store: the client whose credentials it shares */
export function createS3Client(settings: S3Settings, beside?: S3Client): S3Client {
  const endpoint = beside ? (settings.publicEndpoint ?? settings.endpoint) : settings.endpoint;
  // The SDK warns once a process that its releases of 2027 want Node 22; we pin ours. This is its documented switch.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const agent = { keepAlive: true, maxSockets: settings.maxSockets };
  const config: S3ClientConfig = {
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    // The SDK does not know which requests may be sent again without a look: `createCall` does.
    maxAttempts: 1,
    // Checksums in trailers make some stores keep the body's aws-chunked framing; digests of our own are in the ledger.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: Math.min(settings.requestTimeoutMs, 10_000),
      requestTimeout: settings.requestTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: settings.requestTimeoutMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
  if (endpoint !== null) config.endpoint = endpoint;
  if (settings.credentials !== null) config.credentials = settings.credentials;
  else if (beside) config.credentials = beside.config.credentials;
  return new S3Client({ ...READS_AGAIN, ...config });
}

export function createS3Context(settings: S3Settings): S3Context {
  const client = refusingOtherAnswers(createS3Client(settings));
  const failure = (operation: string, location: string, error: unknown): unknown => {
    const failed = mapError(error, { operation, location }, settings.region);
    if (failed instanceof CredentialsRefused && settings.credentials === null) findCredentialsAgain(client);
    return failed;
  };
  return {
    client,
    failure,
    call: createCall(failure, settings.requestTimeoutMs),
    requestTimeoutMs: settings.requestTimeoutMs,
  };
}

/**
 * The SDK keeps what its chain found until it expires, and keys in a file never do: exchanged there, the old ones would be
 * used until the process ends. What it finds now serves the next attempt.
 */
function findCredentialsAgain({ config }: S3Client): void {
  config.credentials({ forceRefresh: true }).catch(() => undefined); // the next attempt fails for the same reason, and says it
}
