import * as fc from 'fast-check';
import { secretsIn } from '../../src/config/secrets-in';
import { redactError } from '../../src/secrecy/redact-error';
import { createRedaction } from '../../src/secrecy/redaction';
import { cpuMs } from '../cpu-time';
import { sightings } from './canaries';

const anybody = createRedaction([]);

test('a secret is cut out wherever it stands, in every spelling, and all else stays', async () => {
  const secret = fc.string({ minLength: 12, maxLength: 60 }).filter((text) => /\S{12}/.test(text));
  const spelling = fc.constantFrom<(text: string) => string>(
    (text) => text,
    encodeURIComponent,
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => Buffer.from(text).toString('hex'),
    (text) => Buffer.from(text).toString('base64'),
    (text) => Buffer.from(`ab${text}c`).toString('base64'),
    (text) => Buffer.from(`a${text}bc`).toString('base64url'),
  );
  await fc.assert(
    fc.property(secret, spelling, (own, spelled) => {
      const left = createRedaction([own])(`before <<${spelled(own)}>> behind`);
      expect(sightings('text', left, { own })).toEqual([]);
      expect(left).toMatch(/^before <</);
      expect(left).toMatch(/>> behind$/);
    }),
  );
});

test.each([
  ['http://h/b/k?X-Amz-Signature=abc123&x=1', 'http://h/b/k?X-Amz-Signature=[redacted]&x=1'],
  ['http://h/b/k?x=1&amp;X-Amz-Credential=AKIA%2F20&amp;y', 'http://h/b/k?x=1&amp;X-Amz-Credential=[redacted]&amp;y'],
  ['https://me:hunter2@trainer.example/train', 'https://[redacted]@trainer.example/train'],
  ['https://trainer.example/train?api_key=1234', 'https://trainer.example/train?api_key=[redacted]'],
  ['Authorization: Token 0123456789abcdef0123', 'Authorization: Token [redacted]'],
  ['authorization: Bearer eyJhbGciOiJI.eyJ0b2tlbiI6.c2lnbmF0dXJl', 'authorization: Bearer [redacted]'],
  [`/media/deadbeef.cm91bmQ.aXRlbQ.${'m'.repeat(43)} is gone`, '/media/[redacted] is gone'],
  [`{"X-Annoloop-Hook-Secret":"${'s'.repeat(43)}"}`, '{"X-Annoloop-Hook-Secret":"[redacted]"}'],
])('%s is cut out, whoever it belongs to', (text, left) => {
  expect(anybody(text)).toBe(left);
});

test.each([
  'Authentication token no longer valid: legacy token authentication has been disabled for this organization',
  'get s3://production/day 1/IMG 2.png: there is no such object (NoSuchKey); it was deleted, or never stored',
  `rounds/food-round-2026-11-21T00:00:00Z/draw.parquet ${'0123456789abcdef'.repeat(4)}`,
  'PATCH /api/projects/3: Label Studio refuses this: label_config: toName="imag" not found (400); correct what it names',
  'token is invalid; the signature does not match: the secret key is wrong',
  'see docs/environment.md?plain=1#server',
])('%s stays as it is', (text) => {
  expect(anybody(text)).toBe(text);
});

test('a megabyte of anything is looked through in a second', () => {
  for (const piece of ['?', '&token', 'Token ', 'eyJ', '://a', 'a.b.c.', '/media/', 'X-Annoloop-Signature: ', '0']) {
    const started = cpuMs();
    anybody(piece.repeat(1_000_000 / piece.length));
    expect([piece, cpuMs() - started < 1_000]).toEqual([piece, true]);
  }
});

test('an error loses its secrets and those of its causes, and stays the error that it is', () => {
  const cause = new TypeError('fetch http://u:pppppppp@h/');
  const error = new RangeError('no: hunter2hunter2', { cause });
  const left = redactError(error, createRedaction(['hunter2hunter2'])) as Error;
  expect(left).toBe(error);
  expect(`${left.stack} ${left.message} ${cause.stack} ${cause.message}`).not.toMatch(/hunter2|pppp/);
  expect(left.message).toBe('no: [redacted]');
});

test('the secrets of an environment are known, names of keys and short user names are not taken for one', () => {
  expect(
    secretsIn({
      AWS_SECRET_ACCESS_KEY: 'secret-key',
      MINIO_USER: 'minio',
      AWS_ACCESS_KEY_ID: 'AKIA0123456789',
      ANNOLOOP_MEDIA_KEYS: '2026-11:one, two',
      LABEL_STUDIO_USER_TOKEN: ' ',
      S3_REGION: 'us-east-1',
    }),
  ).toEqual(['secret-key', 'one', 'two', 'AKIA0123456789']);
});
