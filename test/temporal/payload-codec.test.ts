import { ApplicationFailure, DefaultFailureConverter, defaultPayloadConverter, type Payload } from '@temporalio/common';
import * as fc from 'fast-check';
import { generateSecret } from '../../src/config/environment/media-keys';
import { createPayloadCodec, PayloadUnreadable } from '../../src/temporal/payload-codec';

const key = generateSecret();
const codec = createPayloadCodec([key]);

const bytes = fc.uint8Array({ maxLength: 300 });
const payload = fc.record({ metadata: fc.dictionary(fc.string({ minLength: 1 }), bytes), data: bytes });
const plain = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, [...value]])),
  data: [...(data ?? [])],
});

test('what is encrypted is decrypted to the same, and shows nothing of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(payload, { maxLength: 4 }), async (payloads) => {
      const hidden = await codec.encode(payloads);
      expect((await codec.decode(hidden)).map(plain)).toEqual(payloads.map(plain));
      for (const one of hidden) expect(Buffer.from(one.metadata?.encoding ?? []).toString()).toBe('binary/encrypted');
    }),
  );
  const secret = { class: 'Noodles/Pasta', bucket: 'production' };
  const [hidden] = await codec.encode([defaultPayloadConverter.toPayload(secret) as Payload]);
  expect(Buffer.from(hidden?.data ?? []).toString('latin1')).not.toMatch(/Noodles|production|json/);
});

test('the same payload is never encrypted to the same bytes twice', async () => {
  const payload = defaultPayloadConverter.toPayload('x') as Payload;
  const [a, b] = await codec.encode([payload, payload]);
  expect(Buffer.from(a?.data ?? []).equals(Buffer.from(b?.data ?? []))).toBe(false);
});

test('a payload of which a single bit was changed is refused', async () => {
  const [hidden] = (await codec.encode([defaultPayloadConverter.toPayload({ approve: 'digest' }) as Payload])) as [
    Payload,
  ];
  const data = Buffer.from(hidden.data ?? []);
  for (let at = 0; at < data.length; at += 1) {
    const changed = Buffer.from(data);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(codec.decode([{ ...hidden, data: changed }])).rejects.toThrow('was changed since, or cut');
  }
  for (const length of [0, 11, 12, 27, data.length - 1]) {
    await expect(codec.decode([{ ...hidden, data: data.subarray(0, length) }])).rejects.toBeInstanceOf(
      PayloadUnreadable,
    );
  }
});

test('keys are rotated: the first encrypts, all decrypt; a dropped one is named, and what to do', async () => {
  const fresh = generateSecret();
  const [old] = (await codec.encode([defaultPayloadConverter.toPayload('before') as Payload])) as [Payload];
  const rotated = createPayloadCodec([fresh, key]);
  expect((await rotated.decode([old])).map((one) => defaultPayloadConverter.fromPayload(one))).toEqual(['before']);
  const [newer] = (await rotated.encode([defaultPayloadConverter.toPayload('after') as Payload])) as [Payload];
  await expect(codec.decode([newer])).rejects.toThrow(
    /encrypted under the key '[0-9a-f]{8}', which this process does not have/,
  );
  for (const keys of [[], [fresh]]) {
    const error: unknown = await createPayloadCodec(keys)
      .decode([old])
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'PayloadUnreadable',
      remedy: expect.stringContaining('ANNOLOOP_PAYLOAD_KEYS'),
    });
    expect(String(error)).not.toContain(key);
  }
});

test('payloads from before are passed through, and without keys nothing is encrypted', async () => {
  const before = defaultPayloadConverter.toPayload({ window: 1 }) as Payload;
  expect(await codec.decode([before])).toEqual([before]);
  expect(await createPayloadCodec([]).encode([before])).toEqual([before]);
});

test('a failure keeps its message and stack to itself once it is encoded', () => {
  const failure = new DefaultFailureConverter({ encodeCommonAttributes: true }).errorToFailure(
    ApplicationFailure.create({ type: 'StoreRefused', message: 'get s3://production/ada.png' }),
    defaultPayloadConverter,
  );
  const { encodedAttributes, ...open } = failure;
  expect(JSON.stringify(open)).not.toContain('ada.png');
  expect(Buffer.from(encodedAttributes?.data ?? []).toString()).toContain('ada.png');
});
