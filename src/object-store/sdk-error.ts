import { isNativeError } from 'node:util/types';

/** The parts of an AWS SDK error that matter here. Nothing else of it is kept: its other fields repeat the signed request. */
export interface SdkError {
  /** The store's error code; null for answers without a body (every refused HEAD) and for network errors. */
  code: string | null;
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** Node's error code, such as `ECONNREFUSED`. */
  network: string | null;
  name: string;
  message: string;
  /** Of a `NoSuchBucket` answer. */
  bucket: string | null;
  headers: Record<string, string>;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Takes an error of the SDK apart; null for what is not an `Error` at all. */
export function readSdkError(error: unknown): SdkError | null {
  // Not instanceof: Node's own errors come from another realm where code runs in a vm, as under Jest.
  if (!isNativeError(error)) return null;
  const fields = record(error);
  const status = record(fields.$metadata).httpStatusCode;
  const response = record(fields.$response);
  return {
    code: text(fields.Code),
    status: typeof status === 'number' ? status : typeof response.statusCode === 'number' ? response.statusCode : null,
    network: text(fields.code) ?? wrappedCode(error.message),
    name: error.name,
    message: error.message,
    bucket: text(fields.BucketName),
    headers: record(response.headers) as Record<string, string>,
  };
}

/** In a vm (as under Jest) the SDK takes Node's errors for foreign objects and keeps only their text. */
function wrappedCode(message: string): string | null {
  if (!message.startsWith('AWS SDK error wrapper for ')) return null;
  return /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? 'ENETWORK';
}
