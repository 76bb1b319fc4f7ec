import { CredentialsRefused, type ErrorPlace } from './errors';
import type { SdkError } from './sdk-error';

const UNKNOWN_KEY = {
  what: 'the store does not know this access key',
  advice: 'check AWS_ACCESS_KEY_ID (or MINIO_USER) and that S3_ENDPOINT is the store it belongs to',
};
const EXPIRED = {
  what: 'the session token is expired or invalid',
  advice: 'renew AWS_SESSION_TOKEN, or let the credential chain find credentials that renew themselves',
};
const NO_CREDENTIALS = {
  what: 'no credentials were found to sign with',
  advice: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a profile or role',
};

/** By the store's error code, or by the name of an error of the SDK's credential chain. */
const REFUSALS: Record<string, { what: string; advice: string }> = {
  InvalidAccessKeyId: UNKNOWN_KEY,
  // versitygw with its single-user IAM, as a 404.
  XAdminUserNotFound: UNKNOWN_KEY,
  SignatureDoesNotMatch: {
    what: 'the signature does not match: the secret key is wrong, or a proxy rewrites the Host header',
    advice: 'check AWS_SECRET_ACCESS_KEY (or MINIO_PASSWORD)',
  },
  AccessDenied: {
    what: 'the credentials are not allowed to do this',
    advice: 'grant what docs/iam/worker.json lists, on the buckets of the loop',
  },
  ExpiredToken: EXPIRED,
  InvalidToken: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  RequestTimeTooSkewed: {
    what: "this machine's clock differs from the store's by more than the store allows",
    advice: 'set the clock (NTP)',
  },
  CredentialsProviderError: NO_CREDENTIALS,
  TokenProviderError: NO_CREDENTIALS,
};

const WRONG_REGION = new Set([
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'AuthorizationQueryParametersError',
  'IllegalLocationConstraintException',
]);

/** The error when it is about who we are or where we signed for; else null. */
export function refusalOf(error: SdkError, at: ErrorPlace, region: string): CredentialsRefused | null {
  const code = error.code ?? error.name;
  if (WRONG_REGION.has(code) || error.status === 301) {
    const expected = error.headers['x-amz-bucket-region'] ?? /expecting '?"?([a-z0-9-]+)/.exec(error.message)?.[1];
    const what = `the store refuses the region '${region}' that the request is signed for`;
    return new CredentialsRefused(at, what, `set S3_REGION to ${expected ?? "the store's region"}`);
  }
  const known = REFUSALS[code] ?? (error.status === 403 || error.status === 401 ? REFUSALS.AccessDenied : undefined);
  return known === undefined ? null : new CredentialsRefused(at, known.what, known.advice);
}
