import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { generateSecret } from '../../src/config/environment/media-keys';
import { createPayloadCodec } from '../../src/temporal/payload-codec';
import { startTestServer, type TestServer } from './support/running-server';

const UI = 'http://temporal-ui.example';
const codec = createPayloadCodec([generateSecret()]);
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ codec, temporalUi: UI });
});
afterAll(() => server.close());

const base64 = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');
const asJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
  data: base64(data),
});

const ask = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.operatorsUrl}/codec/${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      origin: UI,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
      ...headers,
    },
  });

it('decodes for the Temporal UI what a history holds, and encodes what its dialogs send', async () => {
  const plain = defaultPayloadConverter.toPayload({ approve: 'this' }) as Payload;
  const hidden = (await codec.encode([plain])).map(asJson);
  const answer = await ask('decode', JSON.stringify({ payloads: hidden }));
  expect(answer.headers.get('access-control-allow-origin')).toBe(UI);
  expect(await answer.json()).toEqual({ payloads: [asJson(plain)] });
  const encoded = (await (await ask('encode', JSON.stringify({ payloads: [asJson(plain)] }))).json()) as {
    payloads: { metadata: Record<string, string> }[];
  };
  expect(Buffer.from(encoded.payloads[0]?.metadata.encoding ?? '', 'base64').toString()).toBe('binary/encrypted');
});

it('lets no page of another origin ask, and answers the preflight of the UI alone', async () => {
  const stranger = await ask('decode', '{"payloads":[]}', { origin: 'http://stranger.example' });
  expect(stranger.status).toBe(403);
  const preflight = (origin: string) =>
    fetch(`${server.operatorsUrl}/codec/decode`, {
      method: 'OPTIONS',
      headers: { origin, 'sec-fetch-site': 'cross-site' },
    });
  expect((await preflight(UI)).headers.get('access-control-allow-headers')).toContain('x-namespace');
  expect((await preflight('http://stranger.example')).headers.get('access-control-allow-origin')).toBeNull();
});

it('is not on the public listener, and refuses what are no payloads of ours in words', async () => {
  expect((await fetch(`${server.publicUrl}/codec/decode`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect((await ask('decode', 'nonsense')).status).toBe(400);
  const foreign = await createPayloadCodec([generateSecret()]).encode([
    defaultPayloadConverter.toPayload(1) as Payload,
  ]);
  const answer = await ask('decode', JSON.stringify({ payloads: foreign.map(asJson) }));
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('ANNOLOOP_PAYLOAD_KEYS')]);
});
