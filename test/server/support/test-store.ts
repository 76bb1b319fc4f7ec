import type { ObjectStore } from '../../../src/object-store/port';
import { createS3Store } from '../../../src/object-store/s3-store';
import { stack } from '../../setup/stack';

export function testStore(): ObjectStore {
  const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
  return createS3Store({
    endpoint,
    publicEndpoint: null,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestTimeoutMs: 10_000,
    maxSockets: 50,
  });
}
