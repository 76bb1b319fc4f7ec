import { createHash } from 'node:crypto';
import { GetObjectCommand, GetObjectTaggingCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../in-parallel';
import type { StoredObject } from './evidence';

/** Keys of a bucket under a prefix, in order; of all pages. */
export async function listKeys(s3: S3Client, bucket: string, prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

export async function readObject(s3: S3Client, bucket: string, key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body === undefined) throw new Error(`s3://${bucket}/${key} has no body`);
  return Buffer.from(await Body.transformToByteArray());
}

/** Every object of a bucket with its tags, its bytes read and hashed. */
export async function storedObjects(s3: S3Client, bucket: string): Promise<StoredObject[]> {
  return inParallel(await listKeys(s3, bucket), 24, async (key): Promise<StoredObject> => {
    const [bytes, { TagSet = [] }] = await Promise.all([
      readObject(s3, bucket, key),
      s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: key })),
    ]);
    return {
      bucket,
      key,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      tags: Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value])),
    };
  });
}
