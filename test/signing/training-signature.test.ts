import { execFileSync } from 'node:child_process';
import { signedHeaders, verifySignature } from '../../src/signing/training-signature';

const secret = 'shared with the trainer';
const body = '{"metrics":{"accuracy":0.9},"note":"süß"}';
const now = new Date('2026-11-21T02:00:00.700Z');

/** What a trainer's author would write, without any of our code. */
const PYTHON = `
import hmac, hashlib, sys
secret, timestamp, job, body = sys.argv[1:]
print('v1=' + hmac.new(secret.encode(), f'{timestamp}.{job}.{body}'.encode(), hashlib.sha256).hexdigest())
`;

const received = (headers: Record<string, string>, changes: Partial<Parameters<typeof verifySignature>[1]> = {}) => ({
  timestamp: headers['X-Annoloop-Timestamp'] ?? '',
  jobId: headers['X-Annoloop-Job'] ?? '',
  signature: headers['X-Annoloop-Signature'] ?? '',
  body,
  now,
  ...changes,
});

describe('training signatures', () => {
  const headers = signedHeaders(secret, { jobId: 'job-1', body, now });

  it('are what an independent implementation computes from the documented formula', () => {
    const args = ['-c', PYTHON, secret, '1795226400', 'job-1', body];
    const computed = execFileSync('python3', args, { encoding: 'utf8' }).trim();
    expect(headers).toEqual({
      'X-Annoloop-Timestamp': '1795226400',
      'X-Annoloop-Job': 'job-1',
      'X-Annoloop-Signature': computed,
    });
  });

  it('are genuine for the body, the job and the time that were signed, and for nothing else', () => {
    expect(verifySignature(secret, received(headers))).toBe('genuine');
    expect(verifySignature(secret, received(headers, { body: `${body} ` }))).toBe('forged');
    expect(verifySignature(secret, received(headers, { jobId: 'job-2' }))).toBe('forged');
    expect(verifySignature(secret, received(headers, { timestamp: '1795226401' }))).toBe('forged');
    expect(verifySignature(secret, received(headers, { signature: '' }))).toBe('forged');
    expect(verifySignature('another secret', received(headers))).toBe('forged');
  });

  it('are late five minutes after they were made, and as wrong from a clock five minutes ahead', () => {
    const minutesOff = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
    expect(verifySignature(secret, received(headers, { now: minutesOff(4.9) }))).toBe('genuine');
    expect(verifySignature(secret, received(headers, { now: minutesOff(5.1) }))).toBe('late');
    expect(verifySignature(secret, received(headers, { now: minutesOff(-5.1) }))).toBe('late');
  });

  it('count as late when the signed timestamp is no number', () => {
    const odd = signedHeaders(secret, { jobId: 'job-1', body, now: new Date(Number.NaN) });
    expect(verifySignature(secret, received(odd))).toBe('late');
  });
});
