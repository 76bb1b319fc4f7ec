import { createHash } from 'node:crypto';
import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { readEnvironment } from '../../src/config/environment';
import type { ObjectLocation } from '../../src/contracts/artifact';
import type { Bench } from '../rounds/test-loop';

interface ObjectState {
  etag: string;
  size: number;
  sha256: string;
  contentType: string | null;
  metadata: Record<string, string>;
  tags: Record<string, string>;
}

/** A whole bucket, as anybody who may read it sees it. */
export interface BucketState {
  objects: Record<string, ObjectState>;
  /** Keys of multipart uploads that were begun and neither completed nor aborted: they are not listed and cost storage. */
  uploads: string[];
  /** Of a versioned bucket: `KEY current|old|deleted`, in order; null where versioning is off. */
  versions: string[] | null;
}

export async function bucketState(bench: Bench, bucket: string): Promise<BucketState> {
  const client = rawClient(bench);
  try {
    const objects: Record<string, ObjectState> = {};
    for await (const page of bench.store.list({ bucket, key: '' })) {
      for (const { key } of page) objects[key] = await objectState(client, bench, { bucket, key });
    }
    return {
      objects,
      uploads: await unfinishedUploads(client, bucket),
      versions: await versionsOf(client, bucket),
    };
  } finally {
    client.destroy();
  }
}

/** Without a prefix: MinIO tells of none below one, and of none that were begun before it was started. */
export async function unfinishedUploads(client: S3Client, bucket: string): Promise<string[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Uploads.map(({ Key }) => Key ?? '').sort();
}

async function objectState(client: S3Client, { store }: Bench, at: ObjectLocation): Promise<ObjectState> {
  const { Body, ETag, ContentLength, ContentType, Metadata } = await client.send(
    new GetObjectCommand({ Bucket: at.bucket, Key: at.key }),
  );
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return {
    etag: (ETag ?? '').replaceAll('"', ''),
    size: ContentLength ?? 0,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    contentType: ContentType ?? null,
    metadata: Metadata ?? {},
    tags: await store.getTags(at),
  };
}

async function versionsOf(client: S3Client, bucket: string): Promise<string[] | null> {
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  if (Status !== 'Enabled') return null;
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [
    ...Versions.map(({ Key, IsLatest }) => `${Key} ${IsLatest ? 'current' : 'old'}`),
    ...DeleteMarkers.map(({ Key }) => `${Key} deleted`),
  ].sort();
}

/** For what the product's port has no need of. */
export function rawClient({ environment }: Pick<Bench, 'environment'>): S3Client {
  const { endpoint, region, credentials, forcePathStyle } = readEnvironment(environment, ['store']).store;
  return new S3Client({
    region,
    forcePathStyle,
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}
