import { PassThrough } from 'node:stream';
import { DefaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { withFailures } from '../../activities/failures';
import { createRequestTraining } from '../../activities/main/request-training';
import { explained } from '../../src/cli/explain';
import { reportFailure } from '../../src/cli/failure';
import { createLabelStudio } from '../../src/label-studio/label-studio';
import type { ObjectStore } from '../../src/object-store/port';
import { createS3Store } from '../../src/object-store/s3-store';
import { createRedaction, type Redact } from '../../src/secrecy/redaction';
import { createLogger } from '../../src/wiring/logger';
import { TRAINING_REQUEST } from '../training-request';
import { sightings } from './canaries';
import { type Echo, startEchoServer } from './echo-server';

const canaries = {
  labelStudioToken: 'canary0ls0token0f00dbabe17',
  accessKeyId: 'AKIACANARY0ACCESSKEY',
  secretAccessKey: 'canary/secret+access=key/0123456789abcd',
  sessionToken: 'canary/session+token=/0123456789',
  trainerSecret: 'canary-trainer-secret-0123456789abcdef',
  mediaToken: 'deadbeef.Y2FuYXJ5cm91bmQ.Y2FuYXJ5aXRlbQ.canarymacsignatureofatoken0123456789ABCDEFG',
  signature: 'ca4a71e50123456789abcdefca4a71e50123456789abcdefca4a71e501234567',
};
const ownRedaction = createRedaction([
  canaries.labelStudioToken,
  canaries.accessKeyId,
  canaries.secretAccessKey,
  canaries.sessionToken,
  canaries.trainerSecret,
]);

const signedUrl = `http://127.0.0.1:9/bucket/key.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${canaries.accessKeyId}%2F20261121%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=${canaries.signature}&X-Amz-Security-Token=${encodeURIComponent(canaries.sessionToken)}`;
const mediaUrl = `http://127.0.0.1:9/media/${canaries.mediaToken}`;

let server: Awaited<ReturnType<typeof startEchoServer>>;

beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server.close());

/** Everything that the product may do with an error: put it into a history, log it, print it. */
async function exits(call: () => Promise<unknown>, redact: Redact): Promise<string[]> {
  const { step } = withFailures({ step: call }, redact);
  const left = await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(step).then(
    () => null,
    (error: unknown) => error,
  );
  if (left === null) return [];
  const raw = await call().catch((error: unknown) => error);
  const failure = new DefaultFailureConverter().errorToFailure(left, defaultPayloadConverter);
  const stream = new PassThrough();
  const logger = createLogger({ level: 'trace', name: 'test', redact, stream });
  logger.error({ err: raw }, 'it failed');
  logger.warn(raw as Error, String(raw));
  logger.debug({ nested: { url: signedUrl, text: `see ${mediaUrl}` } });
  const printed: string[] = [];
  reportFailure(explained(raw), { verbose: true, redact, print: (text) => void printed.push(text) });
  return [JSON.stringify(failure), String(stream.read() ?? ''), printed.join('\n')];
}

const forms: Echo['form'][] = [
  'html',
  'json detail',
  'json fields',
  'json list',
  'xml',
  'xml code',
  'text',
  'redirect',
  'headers',
];
const statuses = [200, 301, 400, 401, 403, 404, 409, 412, 416, 429, 502, 503];
const cases = forms.flatMap((form) => statuses.map((status): Echo => ({ status, form })));

/** What leaves of all that the server says back, and how many calls failed. */
async function leaks(call: () => Promise<unknown>, redact = ownRedaction, from = server) {
  let failed = 0;
  const seen: ReturnType<typeof sightings> = [];
  for (const how of cases) {
    from.echo(how);
    const left = await exits(call, redact);
    if (left.length > 0) failed += 1;
    for (const [index, text] of left.entries()) {
      const place = `${how.form} ${how.status}, ${['history', 'log', 'command line'][index]}`;
      seen.push(...sightings(place, text, canaries));
    }
  }
  return { seen, failed };
}

async function expectSilence(call: () => Promise<unknown>, from = server): Promise<number> {
  const { seen, failed } = await leaks(call, ownRedaction, from);
  expect(seen).toEqual([]);
  return failed;
}

test('whatever a Label Studio says back of a request, no token and no image address leaves the process', async () => {
  const people = createLabelStudio({ url: server.url, token: canaries.labelStudioToken, timeoutMs: 5000 });
  const data = { image: signedUrl, item: 'i', round: 'r', link: mediaUrl };
  expect(await expectSilence(() => people.importTasks(1, [{ data }]))).toBeGreaterThan(90);
  expect(
    await expectSilence(() =>
      people.ensureSourceStorage(1, {
        bucket: 'b',
        title: 't',
        endpoint: 'http://127.0.0.1:9',
        publicEndpoint: 'http://127.0.0.1:9',
        region: 'us-east-1',
        accessKeyId: canaries.accessKeyId,
        secretAccessKey: canaries.secretAccessKey,
        presignMinutes: 1,
      }),
    ),
  ).toBeGreaterThan(90);
  expect(await expectSilence(() => people.whoAmI())).toBeGreaterThan(90);
  await people.close();
});

test('without the redaction, tokens would leave by every way: this search would find them', async () => {
  const people = createLabelStudio({ url: server.url, token: canaries.labelStudioToken, timeoutMs: 5000 });
  const { seen } = await leaks(
    () => people.whoAmI(),
    (text) => text,
  );
  for (const way of ['history', 'log', 'command line']) {
    expect(
      seen.filter(({ place, canary }) => place.endsWith(way) && canary === 'labelStudioToken').length,
    ).toBeGreaterThan(9);
  }
  await people.close();
});

const storeAt = (endpoint: string): ObjectStore =>
  createS3Store({
    endpoint,
    publicEndpoint: null,
    region: 'us-east-1',
    credentials: {
      accessKeyId: canaries.accessKeyId,
      secretAccessKey: canaries.secretAccessKey,
      sessionToken: canaries.sessionToken,
    },
    forcePathStyle: true,
    requestTimeoutMs: 5000,
    maxSockets: 4,
  });

test('whatever an object store says back of a request, no credential and no signature leaves the process', async () => {
  const at = { bucket: 'bucket', key: 'key.png' };
  const requests: ((store: ObjectStore) => Promise<unknown>)[] = [
    (store) => store.put(at, Buffer.from(signedUrl)),
    (store) => store.getTags(at),
    (store) => store.get(at),
  ];
  // What cannot be served is asked for once more after a pause: side by side, they pause together.
  await Promise.all(
    requests.map(async (request) => {
      const own = await startEchoServer();
      const store = storeAt(own.url);
      expect(await expectSilence(() => request(store), own)).toBeGreaterThan(50);
      await own.close();
    }),
  );
}, 120_000);

test('whatever a trainer says back, its secret stays here', async () => {
  const requestTraining = createRequestTraining({
    trainer: { secret: canaries.trainerSecret, publicUrl: server.url },
    now: () => new Date(),
  });
  expect(
    await expectSilence(() => requestTraining({ request: TRAINING_REQUEST, url: `${server.url}/train` })),
  ).toBeGreaterThan(90);
});
