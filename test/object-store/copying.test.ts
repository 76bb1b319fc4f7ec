import { buffer } from 'node:stream/consumers';
import { ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createS3Client } from '../../src/object-store/s3-client';
import { rangesOf } from '../../src/object-store/s3-multipart-copy';
import { newBucket, realSettings, realStore } from './real-store';
import { server } from './server-differences';

const MIB = 1_048_576;
/** What a copy is given. */
const TAGS = { label: 'class_03', ...(server.keepsUnicodeTags && { é: 'ü' }) };
const store = realStore();
const inParts = realStore({ multipartCopy: { thresholdBytes: 5 * MIB, partBytes: 5 * MIB } });
const client = createS3Client(realSettings());
let bucket: string;

beforeAll(async () => {
  bucket = await newBucket(store, 'copying');
});

/** An object with all that a copy has to take along; the port cannot write metadata, production can. */
async function produce(key: string, content: Buffer): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: content,
    ContentType: 'image/jpeg',
    CacheControl: 'max-age=60',
    Metadata: { camera: 'left' },
    Tagging: 'predicted_class=Bread',
  });
  await client.send(command);
  return (await store.head({ bucket, key }))?.etag ?? '';
}

test.each([
  ['in one request', store],
  ['in parts', inParts],
])(
  'a copy %s keeps bytes, type and metadata and has the given tags',
  async (how, by) => {
    const content = Buffer.alloc(12 * MIB + 5, 'abcdefg');
    const from = { bucket, key: `${how}/source.jpg` };
    const to = { bucket, key: `${how}/copy.jpg` };
    const ifMatch = await produce(from.key, content);
    const { etag } = await by.copy({ from, ifMatch, to, size: content.length, tags: TAGS });

    const { head, body } = await store.get(to);
    expect((await buffer(body)).equals(content)).toBe(true);
    expect(head).toMatchObject({ etag, contentType: 'image/jpeg', metadata: { camera: 'left' }, size: content.length });
    expect(await store.getTags(to)).toEqual(TAGS);
    expect(await store.getTags(from)).toEqual({ predicted_class: 'Bread' });
  },
  30_000,
);

test.each([
  ['in one request', store],
  ['in parts', inParts],
])('a copy %s of a version that is gone is refused and leaves nothing behind', async (how, by) => {
  const content = Buffer.alloc(6 * MIB);
  const from = { bucket, key: `${how}/changed.jpg` };
  const to = { bucket, key: `${how}/never.jpg` };
  await produce(from.key, content);
  const request = { from, ifMatch: '0'.repeat(32), to, size: content.length, tags: {} };
  await expect(by.copy(request)).rejects.toMatchObject({ name: 'PreconditionFailed', operation: 'copy' });
  const missing = { ...request, from: { bucket, key: 'missing.jpg' } };
  await expect(by.copy(missing)).rejects.toMatchObject({
    name: 'ObjectNotFound',
    location: `s3://${bucket}/missing.jpg -> s3://${bucket}/${to.key}`,
  });
  expect(await store.head(to)).toBeNull();
});

test('a copy in parts that fails half-way is aborted', async () => {
  const content = Buffer.alloc(6 * MIB);
  const from = { bucket, key: 'half.jpg' };
  const ifMatch = await produce(from.key, content);
  // A size that is not the object's: the second part asks for bytes that do not exist.
  const request = { from, ifMatch, to: { bucket, key: 'half-copy.jpg' }, size: 20 * MIB, tags: {} };
  await expect(inParts.copy(request)).rejects.toMatchObject({ operation: 'copy' });
  const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  expect(Uploads ?? []).toEqual([]);
});

test('ranges cover every byte once', () => {
  expect(rangesOf(12, 5)).toEqual(['bytes=0-4', 'bytes=5-9', 'bytes=10-11']);
  expect(rangesOf(10, 5)).toEqual(['bytes=0-4', 'bytes=5-9']);
});
