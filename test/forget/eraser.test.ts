import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { RequestRefused } from '../../src/object-store/errors';
import { createS3Eraser } from '../../src/object-store/s3-eraser';
import { http, startStrangeServer } from '../hostile/strange-server';
import { newBucket, realSettings, realStore } from '../object-store/real-store';
import { server } from '../object-store/server-differences';

const store = realStore();
const eraser = createS3Eraser(realSettings());

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

test('unfinished uploads are found in a bucket, by their key and mostly by a prefix, and ended, each once or more', async () => {
  const bucket = await newBucket(store, 'uploads');
  const { credentials, forcePathStyle, endpoint, region } = realSettings();
  const raw = new S3Client({
    region,
    forcePathStyle,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  });
  for (const Key of ['a/one.png', 'a/two.png', 'b/three.png']) {
    await raw.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  }
  raw.destroy();
  const below = (await all(eraser.uploads({ bucket, key: '' }))).filter(({ key }) => key.startsWith('a/'));
  expect(below.map(({ key }) => key).sort()).toEqual(['a/one.png', 'a/two.png']);
  const byPrefix = await all(eraser.uploads({ bucket, key: 'a/' }));
  expect(byPrefix).toEqual(server.listsUploadsByPrefix ? below : []);
  expect(await all(eraser.uploads({ bucket, key: 'a/one.png' }))).toMatchObject([{ key: 'a/one.png' }]);
  for (const { key, uploadId } of below) {
    await eraser.abort({ bucket, key }, uploadId);
    // As where the reply was lost.
    await eraser.abort({ bucket, key }, uploadId);
  }
  expect((await all(eraser.uploads({ bucket, key: '' }))).map(({ key }) => key)).toEqual(['b/three.png']);
});

test('of a bucket without versions the objects are listed, each as its only version', async () => {
  const bucket = await newBucket(store, 'unversioned');
  const { etag } = await store.put({ bucket, key: 'a.png' }, Buffer.from('a'));
  const [only, ...others] = await all(eraser.versions({ bucket, key: '' }));
  expect([only, others]).toMatchObject([{ key: 'a.png', etag, size: 1, isLatest: true }, []]);
  await eraser.erase({ bucket, key: 'a.png' }, only?.versionId ?? null);
  await eraser.erase({ bucket, key: 'a.png' }, only?.versionId ?? null);
  expect(await store.head({ bucket, key: 'a.png' })).toBeNull();
});

test.each([
  ['that never ends', '<IsTruncated>true</IsTruncated>'],
  ['that goes in a circle', '<IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker>'],
])('a listing of versions or uploads %s is given up', async (_, truncated) => {
  const answer = (name: string) => `<?xml version="1.0"?><${name}><Name>b</Name>${truncated}</${name}>`;
  for (const [name, list] of [
    ['ListVersionsResult', 'versions'],
    ['ListMultipartUploadsResult', 'uploads'],
  ] as const) {
    const server = await startStrangeServer(http('200 OK', 'application/xml', answer(name)));
    const strange = createS3Eraser(realSettings({ endpoint: server.url }));
    await expect(all(strange[list]({ bucket: 'b', key: '' }) as AsyncIterable<unknown[]>)).rejects.toBeInstanceOf(
      RequestRefused,
    );
    await server.close();
  }
});
