import { refusalOf } from './credential-refusals';
import {
  BucketMissing,
  type ErrorPlace,
  notAnS3Answer,
  ObjectNotFound,
  ObjectStoreError,
  PreconditionFailed,
  RangeNotSatisfiable,
  RequestRefused,
  StoreUnavailable,
} from './errors';
import { retryAfterMs } from './retry-after';
import { OtherAnswer } from './s3-answers';
import { readSdkError, type SdkError } from './sdk-error';

const UNAVAILABLE_CODES = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  'OperationAborted',
  // Two conditional writes of one key at the same moment (AWS): neither has happened, the next attempt decides.
  'ConditionalRequestConflict',
  // Another attempt at the same copy has put an end to this one's parts.
  'NoSuchUpload',
]);

const NOT_FOUND_CODES = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound']);

/**
 * Maps whatever an S3 client throws to the port's errors. Bugs (a TypeError, say) come back unchanged, with their stack.
 *
 * @param region what we signed for: named when the store expects another
 */
export function mapError(error: unknown, place: Omit<ErrorPlace, 'code'>, region: string): unknown {
  if (error instanceof ObjectStoreError) return error;
  if (error instanceof OtherAnswer) return notAnS3Answer({ ...place, code: null });
  const sdk = readSdkError(error);
  if (sdk === null) return error;
  if (sdk.status === null) return withoutAnswer(error, sdk, place, region);

  const at: ErrorPlace = { ...place, code: sdk.code ?? `HTTP ${sdk.status}` };
  if (sdk.code === 'NoSuchBucket') {
    return new BucketMissing({ ...at, location: sdk.bucket === null ? at.location : `s3://${sdk.bucket}` });
  }
  // Before the status is looked at: versitygw says 404 for an unknown access key.
  const refusal = refusalOf(sdk, at, region);
  if (refusal !== null) return refusal;
  if (sdk.status === 404 && (sdk.code === null || NOT_FOUND_CODES.has(sdk.code))) return new ObjectNotFound(at);
  if (sdk.status === 412) return new PreconditionFailed(at);
  if (sdk.status === 416) return new RangeNotSatisfiable(at);
  // No outage: a store without object tags, say, answers so however often it is asked.
  if (sdk.status === 501)
    return new RequestRefused(at, 'the store does not know this request', 'use a store that does');
  if (sdk.status >= 500 || sdk.status === 429 || UNAVAILABLE_CODES.has(sdk.code ?? '')) {
    const wait = retryAfterMs(sdk.headers['retry-after'], storeNow(sdk.headers.date));
    return new StoreUnavailable(at, 'the store cannot do this now', 'look at the store; trying again is right', wait);
  }
  if (sdk.status < 400) return notAnS3Answer(at);
  return new RequestRefused(
    at,
    `the store refuses this: ${sdk.message.slice(0, 200)}`,
    'correct the key, tags or name',
  );
}

/** The store's clock, by which it named a date; ours where it did not say. */
function storeNow(date: string | undefined): number {
  const now = Date.parse(date ?? '');
  return Number.isNaN(now) ? Date.now() : now;
}

/** No HTTP answer at all: the network, the machine, or no credentials to sign with. */
function withoutAnswer(error: unknown, sdk: SdkError, place: Omit<ErrorPlace, 'code'>, region: string): unknown {
  const refusal = refusalOf(sdk, { ...place, code: null }, region);
  if (refusal !== null) return refusal;
  const timedOut = sdk.name === 'TimeoutError';
  const certificate = sdk.network !== null && /CERT|TLS|SSL|SIGNED/.test(sdk.network);
  const network = sdk.network !== null && /^(E[A-Z]|HPE_)/.test(sdk.network) && !sdk.network.startsWith('ERR_');
  if (!timedOut && !certificate && !network) return error;

  const at: ErrorPlace = { ...place, code: sdk.network ?? sdk.name };
  const advice = certificate
    ? "check the store's certificate, and NODE_EXTRA_CA_CERTS for one of your own authority"
    : 'check that the store runs and that S3_ENDPOINT is its address';
  const what = timedOut ? 'the store did not answer in time' : 'the store cannot be reached';
  return new StoreUnavailable(at, what, advice, null);
}
