import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { inspect } from 'node:util';
import type { ObjectStoreError, StoreUnavailable } from '../../src/object-store/errors';
import { mapError } from '../../src/object-store/map-error';
import type { ObjectStore } from '../../src/object-store/port';
import { retryAfterMs } from '../../src/object-store/retry-after';
import { newBucket, realSettings, realStore } from './real-store';
import { server } from './server-differences';

const store = realStore();
const SECRET = 'wrong-secret-that-must-not-be-shown';
const UNKNOWN_KEY = 'UNKNOWNKEYTHATMUSTNOTBESHOWN';
let bucket: string;

beforeAll(async () => {
  bucket = await newBucket(store, 'failures');
  await store.put({ bucket, key: 'there' }, Buffer.from('x'));
});

/** Every method that asks the server. */
const REQUESTS: Record<string, (s: ObjectStore, bucket: string) => Promise<unknown>> = {
  list: async (s, bucket) => {
    for await (const page of s.list({ bucket, key: '' })) return page;
    return [];
  },
  head: (s, bucket) => s.head({ bucket, key: 'there' }),
  get: (s, bucket) => s.get({ bucket, key: 'there' }),
  getTags: (s, bucket) => s.getTags({ bucket, key: 'there' }),
  putTags: (s, bucket) => s.putTags({ bucket, key: 'there' }, {}),
  put: (s, bucket) => s.put({ bucket, key: 'new' }, Buffer.from('x')),
  copy: (s, bucket) =>
    s.copy({ from: { bucket, key: 'there' }, ifMatch: 'x', to: { bucket, key: 'n' }, size: 1, tags: {} }),
  delete: (s, bucket) => s.delete({ bucket, key: 'there' }),
  ensureBucket: (s, bucket) => s.ensureBucket(bucket),
  bucketExists: (s, bucket) => s.bucketExists(bucket),
  now: (s, bucket) => s.now(bucket),
};

async function failureOf(request: Promise<unknown>): Promise<ObjectStoreError> {
  return request.then(
    () => {
      throw new Error('this was expected to fail');
    },
    (error: ObjectStoreError) => error,
  );
}

describe.each(Object.entries(REQUESTS))('%s', (_, request) => {
  test('says that the access key is unknown', async () => {
    const credentials = { accessKeyId: UNKNOWN_KEY, secretAccessKey: SECRET };
    const error = await failureOf(request(realStore({ credentials }), bucket));
    expect(error.name).toBe('CredentialsRefused');
    expect(error.message).toMatch(/the store does not know this access key .*; check AWS_ACCESS_KEY_ID/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(UNKNOWN_KEY);
  });

  test('says that the secret key is wrong, and shows neither key', async () => {
    const { credentials } = realSettings();
    const accessKeyId = credentials?.accessKeyId ?? '';
    const error = await failureOf(
      request(realStore({ credentials: { accessKeyId, secretAccessKey: SECRET } }), bucket),
    );
    expect(error.name).toBe('CredentialsRefused');
    expect(error.message).toMatch(/the signature does not match: .*; check AWS_SECRET_ACCESS_KEY/);
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(`Credential=${accessKeyId}`);
    expect(error.cause).toBeUndefined();
  });

  test(server.takesAnyRegion ? 'takes any region' : 'says which region is wrong and which is right', async () => {
    const elsewhere = request(realStore({ region: 'eu-west-9' }), bucket);
    if (server.takesAnyRegion) {
      // What a region would be refused with, and nothing else, must not come.
      expect(await elsewhere.catch((error: ObjectStoreError) => error.name)).not.toBe('CredentialsRefused');
      return;
    }
    const error = await failureOf(elsewhere);
    expect(error.name).toBe('CredentialsRefused');
    expect(error.message).toContain("refuses the region 'eu-west-9'");
    expect(error.message).toContain(`set S3_REGION to ${realSettings().region}`);
  });

  test('says that the store cannot be reached', async () => {
    const error = await failureOf(request(realStore({ endpoint: 'http://127.0.0.1:9' }), bucket));
    expect(error.name).toBe('StoreUnavailable');
    expect(error.message).toMatch(/the store cannot be reached \(ECONNREFUSED\); check that the store runs/);
  });
});

test.each(['list', 'head', 'get', 'getTags', 'putTags', 'put', 'copy', 'delete', 'now'])(
  '%s says that the bucket is missing',
  async (name) => {
    const error = await failureOf(REQUESTS[name]?.(store, 'annoloop-no-such-bucket') ?? Promise.resolve());
    expect(error.name).toBe('BucketMissing');
    expect(error.message).toContain('s3://annoloop-no-such-bucket: the bucket does not exist (NoSuchBucket)');
    expect(error.operation).toBe(name);
  },
);

test(`a key below another object is ${server.hidesKeysBelowObjects ? 'kept, and never listed' : 'refused with the store’s reason'}`, async () => {
  await store.put({ bucket, key: 'above' }, Buffer.from('x'));
  const below = { bucket, key: 'above/below' };
  const put = store.put(below, Buffer.from('x'));
  if (server.hidesKeysBelowObjects) {
    await put;
    expect(await store.head(below)).not.toBeNull();
    for await (const page of store.list({ bucket, key: '' }))
      expect(page.map(({ key }) => key)).not.toContain(below.key);
    return;
  }
  const error = await failureOf(put);
  expect(error.name).toBe('RequestRefused');
  expect(error.message).toContain(`put s3://${bucket}/above/below: the store refuses this: Object parent already`);
});

test('an impossible bucket name is refused with the store’s reason', async () => {
  await expect(store.ensureBucket('NOT_A_BUCKET')).rejects.toMatchObject({ name: 'RequestRefused' });
});

/** Behaviour of a network or an overloaded server that the real one cannot be brought to show. */
async function against<T>(listener: RequestListener, use: (endpoint: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('an overloaded store is asked twice, and what it says about waiting is passed on', async () => {
  let asked = 0;
  const busy: RequestListener = (_, response) => {
    asked += 1;
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const error = await against(busy, (endpoint) => failureOf(realStore({ endpoint }).get({ bucket, key: 'k' })));
  expect(error.name).toBe('StoreUnavailable');
  expect((error as StoreUnavailable).retryAfterMs).toBe(1_000);
  expect(asked).toBe(2);
}, 15_000);

test('silence ends at the timeout', async () => {
  const silent: RequestListener = () => undefined;
  const error = await against(silent, (endpoint) =>
    failureOf(realStore({ endpoint, requestTimeoutMs: 300 }).get({ bucket, key: 'k' })),
  );
  expect(error.name).toBe('StoreUnavailable');
  expect(error.message).toContain('did not answer in time');
}, 15_000);

test('a connection that breaks while the body is read fails as an unavailable store', async () => {
  const cutting: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': '100', etag: '"e"' });
    response.write('only this', () => setTimeout(() => response.destroy(), 50));
  };
  const error = await against(cutting, async (endpoint) => {
    const { body } = await realStore({ endpoint }).get({ bucket, key: 'k' });
    return failureOf(buffer(body));
  });
  expect(error.name).toBe('StoreUnavailable');
  expect(error.location).toBe(`s3://${bucket}/k`);
});

test('a request that the store does not know is refused, and not taken for an outage', async () => {
  const without: RequestListener = (_, response) => {
    const body = '<?xml version="1.0"?><Error><Code>NotImplemented</Code><Message>no tags here</Message></Error>';
    response.writeHead(501, { 'content-type': 'application/xml' }).end(body);
  };
  const error = await against(without, (endpoint) => failureOf(realStore({ endpoint }).getTags({ bucket, key: 'k' })));
  expect(error).toMatchObject({ name: 'RequestRefused', code: 'NotImplemented' });
});

test('an address that is no S3 server is said to be none', async () => {
  const page: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><p>Welcome</html>');
  };
  const error = await against(page, (endpoint) => failureOf(realStore({ endpoint }).getTags({ bucket, key: 'k' })));
  expect(error.message).toContain('not an S3 answer');
});

test('a bug stays what it is', () => {
  const bug = new TypeError('x is not a function');
  expect(mapError(bug, { operation: 'get', location: 's3://b/k' }, 'us-east-1')).toBe(bug);
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Sat, 21 Nov 2026 00:00:05 GMT', now)).toBe(5_000);
  expect(retryAfterMs('Fri, 20 Nov 2026 00:00:05 GMT', now)).toBe(0);
  expect(retryAfterMs('soon', now)).toBeNull();
  expect(retryAfterMs(undefined, now)).toBeNull();
});
