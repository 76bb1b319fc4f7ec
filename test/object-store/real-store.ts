import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '../../src/object-store/port';
import type { S3Settings } from '../../src/object-store/s3-client';
import { createS3Store } from '../../src/object-store/s3-store';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: the tests run against a real S3 server`);
  return value;
}

/** The S3 server of the tests. */
export function realSettings(changes: Partial<S3Settings> = {}): S3Settings {
  return {
    endpoint: setting('S3_ENDPOINT'),
    publicEndpoint: null,
    region: setting('S3_REGION'),
    credentials: { accessKeyId: setting('AWS_ACCESS_KEY_ID'), secretAccessKey: setting('AWS_SECRET_ACCESS_KEY') },
    forcePathStyle: true,
    requestTimeoutMs: 20_000,
    maxSockets: 50,
    ...changes,
  };
}

export const realStore = (changes: Partial<S3Settings> = {}): ObjectStore => createS3Store(realSettings(changes));

/** A bucket that no other test has. */
export async function newBucket(store: ObjectStore, name: string): Promise<string> {
  const bucket = `${name}-${randomBytes(5).toString('hex')}`;
  await store.ensureBucket(bucket);
  return bucket;
}
