import { connectTemporal } from '../../src/temporal/connect';
import { http, type StrangeAnswer, startStrangeServer } from './strange-server';

jest.setTimeout(60_000);

const ANSWERS: readonly (readonly [what: string, answer: StrangeAnswer])[] = [
  ['with a page', http('200 OK', 'text/html', '<title>Temporal UI</title>')],
  ['that it knows no such page', http('404 Not Found', 'text/html', '<title>404</title>')],
  ['in JSON', http('200 OK', 'application/json', '{}')],
  ['in another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
  ['in TLS', Buffer.from('15030100020228', 'hex')],
  ['by hanging up', (socket) => socket.end()],
  ['by a reset', (socket) => void socket.resetAndDestroy()],
  ['never', () => undefined],
];
const NO_ADDRESSES = ['', 'not an address', 'http://127.0.0.1:7233/path', '127.0.0.1:99999', '127.0.0.1:-1', '::::'];

/** What is said of each, and how long it took to say; all at once, for each takes its seconds. */
const said = new Map<string, { address: string; refusal: Error; ms: number }>();

async function connect(what: string, address: string): Promise<void> {
  const start = performance.now();
  const refusal = await connectTemporal({ address, namespace: 'default', connectionOptions: { address } }).then(
    () => new Error('it was taken for Temporal'),
    (error: Error) => error,
  );
  said.set(what, { address, refusal, ms: performance.now() - start });
}

beforeAll(async () => {
  const answering = ANSWERS.map(async ([what, answer]) => {
    const server = await startStrangeServer(answer);
    await connect(what, new URL(server.url).host);
    await server.close();
  });
  await Promise.all([...answering, ...NO_ADDRESSES.map((address) => connect(address, address))]);
});

test.each([...ANSWERS.map(([what]) => what), ...NO_ADDRESSES])(
  'an address that answers %j is no Temporal, which is said within seconds, with what to set',
  (what) => {
    const { address, refusal, ms } = said.get(what) ?? {};
    expect(refusal).toMatchObject({
      name: 'TemporalUnreachable',
      remedy: 'Start the stack with `annoloop up`, or set TEMPORAL_ADDRESS to where it runs.',
    });
    expect(refusal?.message.startsWith(`Temporal does not answer at ${address} (`)).toBe(true);
    expect(ms).toBeLessThan(15_000);
  },
);
