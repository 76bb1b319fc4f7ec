import { createHmac } from 'node:crypto';
import { sameSecret } from './derived-key';

/**
 * Signs messages between the gate and a trainer behind HTTP, the same both ways:
 *
 *     X-Annoloop-Timestamp: 1795227361                     unix seconds
 *     X-Annoloop-Job: food11-retraining-3f2a…              the idempotency key
 *     X-Annoloop-Signature: v1=HEX                         HMAC-SHA-256(secret, TIMESTAMP + '.' + JOB + '.' + BODY)
 */
export const TIMESTAMP_HEADER = 'X-Annoloop-Timestamp';
export const JOB_HEADER = 'X-Annoloop-Job';
export const SIGNATURE_HEADER = 'X-Annoloop-Signature';

/** How far the two clocks may be apart, in seconds; an older message is a replay. */
const TOLERANCE_SECONDS = 300;

const macOf = (secret: string, timestamp: string, jobId: string, body: string | Uint8Array): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${jobId}.`).update(body).digest('hex')}`;

export function signedHeaders(
  secret: string,
  message: { jobId: string; body: string | Uint8Array; now: Date },
): Record<string, string> {
  const timestamp = String(Math.floor(message.now.getTime() / 1000));
  return {
    [TIMESTAMP_HEADER]: timestamp,
    [JOB_HEADER]: message.jobId,
    [SIGNATURE_HEADER]: macOf(secret, timestamp, message.jobId, message.body),
  };
}

export type SignatureVerdict = 'genuine' | 'forged' | 'late';

/** Whether the holder of `secret` sent this body for this job within the last minutes. Absent headers are ''. */
export function verifySignature(
  secret: string,
  message: { timestamp: string; jobId: string; signature: string; body: string | Uint8Array; now: Date },
): SignatureVerdict {
  const expected = macOf(secret, message.timestamp, message.jobId, message.body);
  if (!sameSecret(message.signature, expected)) return 'forged';
  const age = Math.abs(message.now.getTime() / 1000 - Number(message.timestamp));
  return age <= TOLERANCE_SECONDS ? 'genuine' : 'late';
}
