import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow';
import * as fc from 'fast-check';
import { generateSecret } from '../../src/config/environment/media-keys';
import { derivedKey } from '../../src/signing/derived-key';
import { dataConverter } from '../../src/temporal/data-converter';
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
      for (const { metadata } of hidden) {
        expect(Buffer.from(metadata?.encoding ?? []).toString()).toBe('binary/encrypted');
        expect(Object.keys(metadata ?? {}).sort()).toEqual(['encoding', 'encryption-key-id']);
      }
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

test('with keys, what a failure says is encrypted as it is written, and read again with them alone', async () => {
  const error = ApplicationFailure.create({ type: 'StoreRefused', message: 'get s3://production/ada.png' });
  const failure = await encodeErrorToFailure(loadDataConverter(dataConverter([key])), error);
  const written = JSON.stringify(failure, (_, inner: unknown) =>
    inner instanceof Uint8Array ? Buffer.from(inner).toString('latin1') : inner,
  );
  expect(written).not.toMatch(/ada\.png|payload-codec\.test/);
  expect(written).toContain('StoreRefused');
  const read = (keys: string[]) =>
    decodeOptionalFailureToOptionalError(loadDataConverter(dataConverter(keys)), failure);
  expect(await read([generateSecret(), key])).toMatchObject({ message: error.message, type: 'StoreRefused' });
  await expect(read([generateSecret()])).rejects.toThrow('which this process does not have');
});

test('without keys failures are written as ever, and what was written before is read with keys', async () => {
  const error = ApplicationFailure.create({ type: 'StoreRefused', message: 'get s3://production/ada.png' });
  const failure = await encodeErrorToFailure(loadDataConverter(dataConverter([])), error);
  expect(failure.message).toBe(error.message);
  const read = await decodeOptionalFailureToOptionalError(loadDataConverter(dataConverter([key])), failure);
  expect(read).toMatchObject({ message: error.message });
});

test('what encrypts is not what a key is named by, and no two keys are alike', async () => {
  const secrets = Array.from({ length: 20 }, () => generateSecret());
  const payload = defaultPayloadConverter.toPayload('x') as Payload;
  const named = async (secret: string): Promise<string> => {
    const [hidden] = await createPayloadCodec([secret]).encode([payload]);
    return Buffer.from(hidden?.metadata?.['encryption-key-id'] ?? []).toString();
  };
  const names = await Promise.all(secrets.map(named));
  expect(new Set(names).size).toBe(secrets.length);
  for (const [at, secret] of secrets.entries()) {
    expect(derivedKey(secret, 'payload').toString('hex')).not.toContain(names[at]);
  }
  // A payload under another key's name is refused, not read with the key at hand.
  const [one, other] = secrets as [string, string];
  const [hidden] = (await createPayloadCodec([one]).encode([payload])) as [Payload];
  const renamed = { ...hidden, metadata: { ...hidden.metadata, 'encryption-key-id': Buffer.from(await named(other)) } };
  await expect(createPayloadCodec([one]).decode([renamed])).rejects.toThrow('which this process does not have');
  await expect(createPayloadCodec([one, other]).decode([renamed])).rejects.toThrow('was changed since, or cut');
});

test('a thousand payloads have a thousand nonces', async () => {
  const payload = defaultPayloadConverter.toPayload('x') as Payload;
  const hidden = await codec.encode(Array<Payload>(1000).fill(payload));
  expect(new Set(hidden.map(({ data }) => Buffer.from(data ?? []).toString('hex', 0, 12))).size).toBe(1000);
});
