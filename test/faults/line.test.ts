import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { ObjectStore } from '../../src/object-store/port';
import { newBucket, realSettings, realStore } from '../object-store/real-store';
import { eventually } from '../setup/namespace';
import { type Fault, type Line, type PassedRequest, startLine } from './line';

const direct = realStore();
let line: Line;
let throughLine: ObjectStore;
let bucket: string;
let keys = 0;

beforeAll(async () => {
  line = await startLine(realSettings().endpoint ?? '');
  throughLine = realStore({ endpoint: line.url });
  bucket = await newBucket(direct, 'line');
});
afterEach(() => line.clear());
afterAll(() => line.close());

const newPlace = (): ObjectLocation => {
  keys += 1;
  return { bucket, key: `object ${keys}` };
};
const puts = ({ method }: PassedRequest): boolean => method === 'PUT';
const gets = ({ method }: PassedRequest): boolean => method === 'GET';

/** One bare request, without a client that tries again: its status and body, or the code that it failed with. */
async function asked(signed: string): Promise<{ status: number; body: string } | string> {
  const { host, pathname, search } = new URL(signed);
  const { hostname, port } = new URL(line.url);
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (text) => {
      received += text.toString();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code} after ${received.length}`));
    socket.on('end', () => {
      const [head = '', ...body] = received.split('\r\n\r\n');
      const status = Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1] ?? 0);
      resolve(status === 0 ? 'closed' : { status, body: body.join('\r\n\r\n') });
    });
  });
}

test('without a fault everything reaches the server as it was sent, and is recorded with its answer', async () => {
  const at = newPlace();
  const before = line.passed.length;
  await throughLine.put(at, Buffer.from('bytes'), { tags: { a: 'ä' } });
  expect(await direct.getTags(at)).toEqual({ a: 'ä' });
  expect(await throughLine.head({ bucket, key: 'none' })).toBeNull();
  const [put, head] = line.passed.slice(before);
  expect(put).toMatchObject({ method: 'PUT', url: `/${bucket}/object%20${keys}?x-id=PutObject`, status: 200 });
  expect(head).toMatchObject({ method: 'HEAD', status: 404 });
});

test.each<[Fault['kind'], Fault, boolean]>([
  ['drop-request', { kind: 'drop-request' }, false],
  ['drop-reply', { kind: 'drop-reply' }, true],
  ['reset', { kind: 'reset' }, false],
  ['answer', { kind: 'answer', status: 503, body: '<Error><Code>SlowDown</Code></Error>' }, false],
  ['replace-reply', { kind: 'replace-reply', status: 500, body: '<Error><Code>InternalError</Code></Error>' }, true],
])('%s fails for the client; whether the server acted is as it says', async (_, fault, acted) => {
  const at = newPlace();
  const injected = line.inject({ matches: puts, fault });
  await expect(throughLine.put(at, Buffer.from('x'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
  await injected.first;
  // The client tries once more.
  expect(injected.hits).toBe(2);
  expect((await direct.head(at)) !== null).toBe(acted);
});

test.each<[Fault['kind'], boolean]>([
  ['hold', false],
  ['hold-reply', true],
])('%s leaves the client waiting; whether the server acted is as it says', async (kind, acted) => {
  const at = newPlace();
  const injected = line.inject({ matches: puts, fault: { kind } as Fault });
  const impatient = realStore({ endpoint: line.url, requestTimeoutMs: 150 });
  const failed = expect(impatient.put(at, Buffer.from('x'))).rejects.toMatchObject({ name: 'StoreUnavailable' });
  await injected.first;
  expect((await direct.head(at)) !== null).toBe(acted);
  await failed;
});

test('delay passes a request on later, and what the server says comes back', async () => {
  const at = newPlace();
  const injected = line.inject({ matches: puts, fault: { kind: 'delay', ms: 2000 }, times: 1 });
  const put = throughLine.put(at, Buffer.from('x'));
  await injected.first;
  expect(await direct.head(at)).toBeNull();
  const { etag } = await put;
  expect((await direct.head(at))?.etag).toBe(etag);
});

test('bodies end half-way, or come in pieces', async () => {
  const at = newPlace();
  await direct.put(at, Buffer.alloc(1000, 'a'));
  const url = await direct.presignGet(at, 60);
  line.inject({ matches: gets, fault: { kind: 'cut-body' }, times: 1 });
  const cut = await asked(url);
  expect(cut).toEqual({ status: 200, body: 'a'.repeat(500) });
  line.inject({ matches: gets, fault: { kind: 'reset' }, times: 1 });
  expect(await asked(url)).toBe('ECONNRESET after 0');

  line.inject({ matches: gets, fault: { kind: 'slow-body', ms: 500 }, times: 1 });
  const begun = performance.now();
  expect(await asked(url)).toEqual({ status: 200, body: 'a'.repeat(1000) });
  expect(performance.now() - begun).toBeGreaterThan(450);
});

test('a rule spares the first, hits so many, and is asked before later ones; a removed one hits nothing', async () => {
  const at = newPlace();
  await direct.put(at, Buffer.from('x'));
  const url = await direct.presignGet(at, 60);
  const teapot = (status: number): Fault => ({ kind: 'answer', status });
  const first = line.inject({ fault: teapot(418), skip: 1, times: 1 });
  const second = line.inject({ fault: teapot(419), times: 2 });
  const answers = [];
  for (let n = 0; n < 4; n += 1) answers.push(await asked(url));
  expect(answers.map((answer) => (typeof answer === 'string' ? answer : answer.status))).toEqual([419, 418, 419, 200]);
  expect([first.hits, second.hits]).toEqual([1, 2]);
  const third = line.inject({ fault: teapot(420) });
  third.remove();
  expect(await asked(url)).toMatchObject({ status: 200 });
});

test('a client that hangs up before the answer takes nothing else with it', async () => {
  let answer = (): void => undefined;
  const slow = createServer((_, response) => {
    answer = () => void response.end('late');
  }).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const own = await startLine(`http://127.0.0.1:${(slow.address() as AddressInfo).port}`);
  const { port, hostname } = new URL(own.url);
  const socket = connect(Number(port), hostname, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  await once(slow, 'request');
  socket.destroy();
  await once(socket, 'close');
  answer();
  await eventually(async () => expect(own.passed).toMatchObject([{ method: 'GET', url: '/', status: 200 }]));
  await own.close();
  slow.close();
});
