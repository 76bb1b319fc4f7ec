import { createHmac } from 'node:crypto';
import type { PendingTrainings } from '../../src/temporal/port';
import { cpuMs } from '../cpu-time';
import { startTestServer, type TestServer, TRAINER_SECRET } from './support/running-server';

const JOB = 'f'.repeat(64);
const IDS = { jobId: JOB, workflowId: 'food11-retraining', activityId: `training-${JOB.slice(0, 16)}` };
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withIds = (rest: string): string => `${JSON.stringify(IDS).slice(0, -1)},${rest}}`;

/** What is signed or sent instead of what is right. */
interface Sent {
  job?: string;
  signedFor?: string;
  timestamp?: string;
  signature?: string;
  secret?: string;
}

describe('callbacks of somebody who has the secret, or has overheard one', () => {
  let server: TestServer;
  const taken: unknown[] = [];
  let pending = true;

  beforeAll(async () => {
    const take =
      (kind: keyof PendingTrainings) =>
      async (training: object, what: unknown): Promise<boolean> => {
        if (pending) taken.push({ kind, ...training, what });
        return pending;
      };
    server = await startTestServer({
      trainings: { complete: take('complete'), fail: take('fail'), heartbeat: take('heartbeat') },
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    taken.length = 0;
    pending = true;
  });

  async function call(body: string | Buffer, sent: Sent = {}): Promise<{ status: number; text: string }> {
    const { job = JOB, timestamp = String(Math.floor(Date.now() / 1000)), secret = TRAINER_SECRET } = sent;
    const signed = createHmac('sha256', secret)
      .update(`${timestamp}.${sent.signedFor ?? job}.`)
      .update(body)
      .digest('hex');
    const response = await fetch(`${server.publicUrl}/callbacks/training`, {
      method: 'POST',
      headers: {
        'X-Annoloop-Timestamp': timestamp,
        'X-Annoloop-Job': job,
        'X-Annoloop-Signature': sent.signature ?? `v1=${signed}`,
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  }
  const good = withIds('"result":{"modelVersion":"m2","metrics":{}}');

  it.each<[what: string, sent: Sent]>([
    ['made for another job', { signedFor: 'e'.repeat(64) }],
    ['made with another secret', { secret: 'not the secret that is shared' }],
    ['that is empty', { signature: '' }],
    ['of its version alone', { signature: 'v1=' }],
    ['cut short', { signature: `v1=${'a'.repeat(32)}` }],
    ['of another version', { signature: `v2=${'a'.repeat(64)}` }],
    ['in upper case', { signature: 'UPPER' }],
    ['of a time that is none', { timestamp: 'NaN' }],
    ['of no time', { timestamp: '' }],
    ['of all times', { timestamp: 'Infinity' }],
    ['of ten minutes ago', { timestamp: String(Math.floor(Date.now() / 1000) - 600) }],
    ['of ten minutes to come', { timestamp: String(Math.floor(Date.now() / 1000) + 600) }],
  ])('are refused with a signature %s', async (_what, sent) => {
    const timestamp = sent.timestamp ?? String(Math.floor(Date.now() / 1000));
    const upper = `v1=${createHmac('sha256', TRAINER_SECRET).update(`${timestamp}.${JOB}.${good}`).digest('hex').toUpperCase()}`;
    const { status } = await call(good, sent.signature === 'UPPER' ? { signature: upper } : sent);
    expect(status).toBe(401);
    expect(taken).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['half a message', good.slice(0, 40)],
    ['a list', '[]'],
    ['null', 'null'],
    ['no result', JSON.stringify(IDS)],
    ['a result and an error', withIds('"result":{"modelVersion":"m2"},"error":{"message":"x","retryable":true}')],
    ['a result without a version', withIds('"result":{"metrics":{}}')],
    ['fields that nobody knows', withIds('"result":{"modelVersion":"m"},"constructor":{"prototype":{}}')],
    ['a prototype', withIds('"result":{"modelVersion":"m"},"__proto__":{"admin":true}')],
    ['lists 200,000 deep', nested(200_000)],
    ['a result 200,000 deep', withIds(`"result":{"modelVersion":"m","metrics":${nested(200_000)}}`)],
    ['a sign of life 6,000 deep', withIds(`"heartbeat":${nested(6_000)}`)],
    ['a sign of life 200,000 deep', withIds(`"heartbeat":${nested(200_000)}`)],
    ['a version of 100,000 signs', withIds(`"result":{"modelVersion":"${'m'.repeat(100_000)}"}`)],
    [
      '10,000 metrics',
      withIds(
        `"result":{"modelVersion":"m","metrics":{${Array.from({ length: 10_000 }, (_, n) => `"m${n}":1`).join()}}}`,
      ),
    ],
    ['a metric named by 10,000 signs', withIds(`"result":{"modelVersion":"m","metrics":{"${'x'.repeat(10_000)}":1}}`)],
    ['a sign of life of 100 KB', withIds(`"heartbeat":"${'x'.repeat(100_000)}"`)],
    ['bytes that are no text', Buffer.from('ff'.repeat(50), 'hex')],
    ['a million quotes', '"\\'.repeat(400_000)],
  ])('are malformed, and quickly so, with %s', async (_what, body) => {
    const started = cpuMs();
    const { status, text } = await call(body);
    expect([status, text.slice(0, 20)]).toEqual([400, '{"ok":false,"error":']);
    expect(text.length).toBeLessThan(2_000);
    expect(cpuMs() - started).toBeLessThan(2_000);
    expect(taken).toEqual([]);
  });

  it('are too large above a megabyte', async () => {
    expect((await call(Buffer.alloc(1_000_001, ' '))).status).toBe(413);
  });

  it.each([
    ['a round', { workflowId: 'food11-round-2026-11-21T00:00:00Z' }],
    ['another workflow', { workflowId: 'somebody-elses' }],
    ['another activity', { activityId: 'claimWindow' }],
    ['an activity that begins alike', { activityId: `training-${JOB.slice(0, 15)}` }],
  ])('complete nothing of %s', async (_what, changed) => {
    const body = JSON.stringify({ ...IDS, ...changed, result: { modelVersion: 'm2' } });
    expect((await call(body)).status).toBe(409);
    expect(taken).toEqual([]);
  });

  it('keep metrics what they are: NaN, infinities, text and prototypes are no numbers', async () => {
    const metrics =
      '{"a":NaN,"b":-Infinity,"c":1e999,"d":"9","e":{"f":1},"__proto__":5,"constructor":0.5,"toString":1}';
    expect((await call(withIds(`"result":{"modelVersion":"m2","metrics":${metrics}}`))).status).toBe(200);
    const [{ what }] = taken as [{ what: { metrics: object } }];
    expect(Object.entries(what.metrics)).toEqual([
      ['a', null],
      ['b', null],
      ['c', null],
      ['d', null],
      ['e', null],
      ['__proto__', 5],
      ['constructor', 0.5],
      ['toString', 1],
    ]);
    expect(Object.getPrototypeOf(what.metrics)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it("cut a trainer's complaint to what a person reads", async () => {
    const error = { message: `out of memory ${'x'.repeat(500_000)}`, retryable: false };
    expect((await call(JSON.stringify({ ...IDS, error }))).status).toBe(200);
    const [{ what }] = taken as [{ what: { message: string } }];
    expect(what.message.length).toBeLessThan(3_000);
    expect(what.message).toMatch(/^out of memory x/);
  });

  it('that are sent again find nothing that waits', async () => {
    expect((await call(good)).status).toBe(200);
    pending = false;
    for (let n = 0; n < 5; n++) expect((await call(good)).status).toBe(409);
  });

  it('are logged in a few lines without the secret, the signature or the body', async () => {
    const lines = server
      .logged()
      .split('\n')
      .filter((line) => line !== '' && !line.includes('"level":20'));
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
    expect(lines.length).toBeLessThan(8);
    expect(lines.join('')).toContain('"why":"forged"');
    for (const text of [TRAINER_SECRET, JOB, 'modelVersion']) expect(server.logged()).not.toContain(text);
  });
});
