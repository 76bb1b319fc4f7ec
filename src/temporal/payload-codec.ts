import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { Field, MapField, Type } from 'protobufjs';
import { derivedKey } from '../signing/derived-key';

const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const CIPHER = 'aes-256-gcm';
/** What SP 800-38D recommends for random nonces. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `temporal.api.common.v1.Payload`: what is encrypted is a whole payload, metadata included. */
const PAYLOAD = new Type('Payload')
  .add(new MapField('metadata', 1, 'string', 'bytes'))
  .add(new Field('data', 2, 'bytes'));

/** A payload that cannot be read with the keys that this process has. */
export class PayloadUnreadable extends Error {
  override readonly name = 'PayloadUnreadable';
  readonly remedy =
    'Give this process the ANNOLOOP_PAYLOAD_KEYS of the others: all of them read, so an old key stays as long as histories that it wrote.';
}

/** Names a key without giving it away. */
const keyId = (key: string): string => derivedKey(key, 'payload-key-id').toString('hex').slice(0, 8);

/**
 * Encrypts what Temporal keeps of our workflows: each payload becomes one of encoding `binary/encrypted`, which holds nonce,
 * AES-256-GCM ciphertext and tag of the payload that it was, under a key that its metadata names. The first key encrypts, all
 * decrypt. Payloads of before are passed through, so histories from before go on; without keys everything is, but what is
 * encrypted is refused in words.
 */
export function createPayloadCodec(keys: readonly string[]): PayloadCodec {
  const secrets = new Map(keys.map((key) => [keyId(key), derivedKey(key, 'payload')]));
  const [first] = secrets;
  return {
    encode: async (payloads) => (first ? payloads.map((payload) => encrypted(payload, ...first)) : payloads),
    decode: async (payloads) =>
      payloads.map((payload) => (isEncrypted(payload) ? decrypted(payload, secrets) : payload)),
  };
}

const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

const isEncrypted = ({ metadata }: Payload): boolean => textOf(metadata?.encoding) === ENCODING;

function encrypted(payload: Payload, id: string, secret: Buffer): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, secret, nonce);
  const plain = PAYLOAD.encode(PAYLOAD.create({ ...payload })).finish();
  const data = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) }, data };
}

function decrypted({ metadata, data }: Payload, secrets: ReadonlyMap<string, Buffer>): Payload {
  const id = textOf(metadata?.[KEY_ID]);
  const secret = secrets.get(id);
  if (secret === undefined) {
    throw new PayloadUnreadable(
      `a payload is encrypted under the key '${id.replace(/[^\w-]/g, '').slice(0, 40)}', which this process does not have`,
    );
  }
  const bytes = Buffer.from(data ?? []);
  try {
    const cipher = createDecipheriv(CIPHER, secret, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]);
    const { metadata: inner, data: content } = PAYLOAD.decode(plain) as unknown as Payload;
    return { metadata: { ...inner }, ...(content && { data: new Uint8Array(content) }) };
  } catch {
    throw new PayloadUnreadable(`a payload encrypted under the key '${id}' was changed since, or cut`);
  }
}
