import { text } from 'node:stream/consumers';
import type { ObjectSummary } from '../../src/object-store/port';
import { newBucket, realStore } from './real-store';

const store = realStore();

async function listed(pages: AsyncIterable<ObjectSummary[]>): Promise<ObjectSummary[]> {
  const all: ObjectSummary[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

const ODD_KEYS = [
  'a b.jpg',
  'a+b.jpg',
  'a%20b.jpg',
  'a%2Fb.jpg',
  'a?b=c.jpg',
  'a#b.jpg',
  'a\\b.jpg',
  'a\tb.jpg',
  'q\'"&<>.jpg',
  'a=b&c;d,e@f$g!h*(i)~[j]{k}|l^`.jpg',
  'grüße/日本/🍞.jpg',
  'u\u0308-decomposed.jpg',
];

test('keys with odd characters can be listed, read, tagged, copied, signed and deleted', async () => {
  const bucket = await newBucket(store, 'odd');
  for (const key of ODD_KEYS) {
    const from = { bucket, key: `from/${key}` };
    const to = { bucket, key: `to/${key}` };
    const { etag } = await store.put(from, Buffer.from(key), { tags: { key: 'value' } });
    await store.copy({ from, ifMatch: etag, to, size: Buffer.byteLength(key), tags: { copied: 'yes' } });
    expect(await text((await store.get(to)).body)).toBe(key);
    expect(await store.getTags(to)).toEqual({ copied: 'yes' });
    expect(await (await fetch(await store.presignGet(to, 60))).text()).toBe(key);
    await store.delete(from, { ifMatch: etag });
    expect(await store.head(from)).toBeNull();
  }
  const keys = (await listed(store.list({ bucket, key: '' }))).map((object) => object.key);
  expect(new Set(keys)).toEqual(new Set(ODD_KEYS.map((key) => `to/${key}`)));
}, 30_000);

test('a listing goes over pages in key order, and on after any key', async () => {
  const bucket = await newBucket(store, 'pages');
  // Directories of the server must not change the order: '-' and '.' sort before '/', '0' after it.
  const names = ['p/a-b', 'p/a.b', 'p/a/b', 'p/a0', 'q/other'];
  const many = Array.from({ length: 1_100 }, (_, i) => `p/n/${String(i).padStart(5, '0')}`);
  const queue = [...names, ...many];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
        await store.put({ bucket, key }, Buffer.from(key));
      }
    }),
  );
  const expected = [...names.slice(0, 4), ...many].sort();

  const pages: ObjectSummary[][] = [];
  for await (const page of store.list({ bucket, key: 'p/' })) pages.push(page);
  expect(pages.length).toBeGreaterThan(1);
  const all = pages.flat();
  expect(all.map((object) => object.key)).toEqual(expected);
  expect(all[0]).toEqual(await summaryOf(bucket, 'p/a-b'));

  const after = await listed(store.list({ bucket, key: 'p/' }, { startAfter: 'p/a/b' }));
  expect(after.map((object) => object.key)).toEqual(expected.slice(3));
  expect(await listed(store.list({ bucket, key: 'nothing/' }))).toEqual([]);
}, 60_000);

async function summaryOf(bucket: string, key: string): Promise<ObjectSummary> {
  const head = await store.head({ bucket, key });
  if (head === null) throw new Error(`${key} is not there`);
  const { etag, size, lastModified } = head;
  return { key, etag, size, lastModified };
}
