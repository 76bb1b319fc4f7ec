import { buffer, text } from 'node:stream/consumers';
import { newBucket, realStore } from './real-store';
import { server } from './server-differences';

const store = realStore();
let bucket: string;
const bytes = (content: string): Uint8Array => Buffer.from(content);

beforeAll(async () => {
  bucket = await newBucket(store, 'objects');
});

test('an object comes back as it was put, with type, bare etag and a date on whole seconds', async () => {
  const at = { bucket, key: 'plain.txt' };
  const { etag } = await store.put(at, bytes('hello'), { contentType: 'text/plain' });
  const { head, body, status, contentLength, contentRange } = await store.get(at);

  expect(await text(body)).toBe('hello');
  expect({ status, contentLength, contentRange }).toEqual({ status: 200, contentLength: 5, contentRange: null });
  expect(etag).toBe('5d41402abc4b2a76b9719d911017c592');
  expect(head).toMatchObject({ key: 'plain.txt', etag, size: 5, contentType: 'text/plain', metadata: {} });
  expect(head.lastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(await store.head(at)).toEqual(head);
});

test('large bytes arrive unframed and unchanged', async () => {
  const at = { bucket, key: 'large.bin' };
  const content = Buffer.alloc(9_000_000, 'annoloop');
  await store.put(at, content);
  const { body, contentLength } = await store.get(at);
  expect(contentLength).toBe(content.length);
  expect((await buffer(body)).equals(content)).toBe(true);
});

test('an empty object is an object', async () => {
  const at = { bucket, key: 'empty' };
  await store.put(at, bytes(''));
  expect((await store.head(at))?.size).toBe(0);
  expect(await text((await store.get(at)).body)).toBe('');
});

test('a range is answered in part, and the head still tells the whole size', async () => {
  const at = { bucket, key: 'range.txt' };
  await store.put(at, bytes('0123456789'));
  const { status, body, contentRange, contentLength, head } = await store.get(at, { range: 'bytes=2-4' });
  expect(await text(body)).toBe('234');
  expect({ status, contentRange, contentLength }).toEqual({
    status: 206,
    contentRange: 'bytes 2-4/10',
    contentLength: 3,
  });
  expect(head.size).toBe(10);
  await expect(store.get(at, { range: 'bytes=10-20' })).rejects.toMatchObject({ name: 'RangeNotSatisfiable' });
});

test('a get with another version of the etag is refused', async () => {
  const at = { bucket, key: 'match.txt' };
  const { etag } = await store.put(at, bytes('one'));
  expect(await text((await store.get(at, { ifMatch: etag })).body)).toBe('one');
  await store.put(at, bytes('two'));
  await expect(store.get(at, { ifMatch: etag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('what is not there is null for head and an error that names it for get and tags', async () => {
  const at = { bucket, key: 'no/such thing' };
  expect(await store.head(at)).toBeNull();
  await expect(store.get(at)).rejects.toThrow(`get s3://${bucket}/no/such thing: there is no such object (NoSuchKey)`);
  await expect(store.getTags(at)).rejects.toMatchObject({ name: 'ObjectNotFound', operation: 'getTags' });
});

test('of twenty writers who create one key, one wins and the others are told', async () => {
  const at = { bucket, key: 'claimed' };
  const attempts = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => store.put(at, bytes(`writer ${i}`), { create: true })),
  );
  const winners = attempts.flatMap((a, i) => (a.status === 'fulfilled' ? [i] : []));
  const losers = attempts.flatMap((a) => (a.status === 'rejected' ? [(a.reason as Error).name] : []));
  expect(winners).toHaveLength(1);
  expect(losers).toEqual(Array(19).fill('PreconditionFailed'));
  expect(await text((await store.get(at)).body)).toBe(`writer ${winners[0]}`);
});

test('tags come back, replaced as a whole, and leave etag and date alone', async () => {
  const at = { bucket, key: 'tagged' };
  const tags = { 'a b': 'c+d = e_f-g', empty: '', path: 'x/y:z@w' };
  await store.put(at, bytes('x'), { tags });
  const before = await store.head(at);
  expect(await store.getTags(at)).toEqual(tags);

  await store.putTags(at, { flagged: 'true' });
  expect(await store.getTags(at)).toEqual({ flagged: 'true' });
  expect(await store.head(at)).toEqual(before);

  await store.putTags(at, {});
  expect(await store.getTags(at)).toEqual({});
});

const tenTags = (value: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key-${i}`, `${value} ${i}`]));

test('ten tags are kept', async () => {
  const at = { bucket, key: 'ten' };
  await store.put(at, bytes('x'), { tags: tenTags('Vegetable/Fruit') });
  expect(await store.getTags(at)).toEqual(tenTags('Vegetable/Fruit'));
});

test(`tags beyond ASCII are ${server.keepsUnicodeTags ? 'kept' : 'refused, and nothing is written'}`, async () => {
  const at = { bucket, key: 'unicode' };
  const put = store.put(at, bytes('x'), { tags: tenTags('Gemüse 野菜') });
  if (server.keepsUnicodeTags) {
    await put;
    expect(await store.getTags(at)).toEqual(tenTags('Gemüse 野菜'));
  } else {
    await expect(put).rejects.toMatchObject({ name: 'RequestRefused', code: 'InvalidTag' });
    expect(await store.head(at)).toBeNull();
  }
});

test('tags beyond what S3 allows are refused before anything is written', async () => {
  const at = { bucket, key: 'eleven' };
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`key-${i}`, 'v']));
  await expect(store.put(at, bytes('x'), { tags: eleven })).rejects.toThrow('11 tags are more than the 10');
  await expect(store.put(at, bytes('x'), { tags: { k: 'v'.repeat(257) } })).rejects.toThrow("the value of tag 'k'");
  await expect(store.put(at, bytes('x'), { tags: { '': 'v' } })).rejects.toMatchObject({ name: 'RequestRefused' });
  expect(await store.head(at)).toBeNull();
});

test(`delete takes ${server.ignoresIfMatchOnDelete ? 'whatever version is there' : 'the version it is told, no other'}`, async () => {
  const at = { bucket, key: 'conditional' };
  const { etag } = await store.put(at, bytes('one'));
  await store.put(at, bytes('two'));
  const deleted = store.delete(at, { ifMatch: etag });
  if (server.ignoresIfMatchOnDelete) await deleted;
  else await expect(deleted).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect((await store.head(at)) === null).toBe(server.ignoresIfMatchOnDelete);
});

test('delete does not mind absence', async () => {
  const at = { bucket, key: 'doomed' };
  const { etag } = await store.put(at, bytes('one'));
  await store.delete(at);
  expect(await store.head(at)).toBeNull();
  await store.delete(at);
  await store.delete(at, { ifMatch: etag });
});

test('an aborted request ends with the reason it was aborted for', async () => {
  const stopping = new AbortController();
  const reason = new Error('the worker is stopping');
  stopping.abort(reason);
  await expect(store.get({ bucket, key: 'plain.txt' }, { signal: stopping.signal })).rejects.toBe(reason);

  const late = new AbortController();
  const { body } = await store.get({ bucket, key: 'large.bin' }, { signal: late.signal });
  late.abort();
  await expect(buffer(body)).rejects.toMatchObject({ name: 'AbortError' });
});

test('a bucket is made once, and the store tells its own time', async () => {
  const name = `${bucket}-made`;
  expect(await store.bucketExists(name)).toBe(false);
  expect(await store.ensureBucket(name)).toBe(true);
  expect(await store.ensureBucket(name)).toBe(false);
  expect(await store.bucketExists(name)).toBe(true);
  expect(Math.abs((await store.now(name)).getTime() - Date.now())).toBeLessThan(5_000);
});

test('a presigned URL opens without credentials, for the public endpoint, and not for longer than S3 allows', async () => {
  const at = { bucket, key: 'signed/käse + brot.txt' };
  await store.put(at, bytes('look'));
  const answer = await fetch(await store.presignGet(at, 60));
  expect([answer.status, await answer.text()]).toEqual([200, 'look']);
  // Whatever a stranger uploaded is saved, not shown, by whoever opens the URL itself.
  expect(answer.headers.get('content-disposition')).toBe('attachment');

  const outside = realStore({ publicEndpoint: 'https://images.example.org' });
  expect(await outside.presignGet(at, 60)).toMatch(/^https:\/\/images\.example\.org\/.*X-Amz-Expires=60&/);
  await expect(store.presignGet(at, 604_801)).rejects.toThrow('cannot live for 604801 seconds');
});
