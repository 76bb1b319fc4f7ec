import type { ObjectSummary } from '../../src/object-store/port';
import { newBucket, realStore } from '../object-store/real-store';
import { USABLE_KEYS } from './hostile-keys';
import { http, startStrangeServer } from './strange-server';

jest.setTimeout(60_000);

const store = realStore();

async function listed(bucket: string, listPage?: number, startAfter?: string): Promise<ObjectSummary[]> {
  const paged = realStore(listPage === undefined ? {} : { listPage });
  const all: ObjectSummary[] = [];
  for await (const page of paged.list({ bucket, key: '' }, startAfter === undefined ? {} : { startAfter })) {
    expect(page.length).toBeGreaterThan(0);
    expect(page.length).toBeLessThanOrEqual(listPage ?? 1000);
    all.push(...page);
  }
  return all;
}

describe('keys that the store cannot write into its listing', () => {
  /** At most three in a row, each of which the store lists with U+FFFD in it, which sorts elsewhere. */
  const unreadable = ['a\u0001', 'a\u0002x', 'b\ufffe', 'b\uffff', 'e\u001f', 'e\u0001\ufffd', 'zz\u0001'];
  const between = ['a', 'aA', 'aé', 'b', 'b🍞', 'c', 'c\ufffd', 'c\ufffdx', 'd', 'e', 'eé', 'f'];
  const all = [...[...unreadable, ...between].map((key) => `k/${key}`), ...USABLE_KEYS];
  let bucket: string;

  beforeAll(async () => {
    bucket = await newBucket(store, 'unreadable');
    for (const key of all) await store.put({ bucket, key }, Buffer.from(key));
  });

  test.each([4, 5, 6, 7, 11, 16, 40])('cost no other key its place, in pages of %i', async (pageSize) => {
    const whole = await listed(bucket);
    expect(whole).toHaveLength(all.length);
    expect(await listed(bucket, pageSize)).toEqual(whole);
  });

  test('a listing goes on behind any key that is as it was stored', async () => {
    const whole = await listed(bucket);
    for (const key of between) {
      const at = whole.findIndex((object) => object.key === `k/${key}`);
      expect(await listed(bucket, 5, `k/${key}`)).toEqual(whole.slice(at + 1));
    }
  });
});

const page = (contents: string): string =>
  `<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${contents}</ListBucketResult>`;

test.each([
  [page(''), 'RequestRefused', 'no end', 0],
  [page('<Contents><Key>a</Key><Size>1</Size><ETag>"e"</ETag></Contents>'), 'StoreUnavailable', "repeats 'a'", 1],
  // Where to go on is asked for by key, and the store does not look at that.
  [
    page('<Contents><Key>a</Key><ETag>"e"</ETag></Contents><Contents><Key>a\ufffd</Key><ETag>"f"</ETag></Contents>'),
    'RequestRefused',
    'no end',
    2,
  ],
])('a listing that never ends is refused, not followed for ever: %s', async (answer, name, says, pagesBefore) => {
  const server = await startStrangeServer(http('200 OK', 'application/xml', answer));
  const pages: unknown[] = [];
  const list = async (): Promise<void> => {
    for await (const one of realStore({ endpoint: server.url }).list({ bucket: 'b', key: '' })) pages.push(one);
  };
  await expect(list()).rejects.toMatchObject({ name, message: expect.stringContaining(says) });
  expect(pages).toHaveLength(pagesBefore);
  await server.close();
});
