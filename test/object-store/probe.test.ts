import { Readable } from 'node:stream';
import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { RequestRefused, StoreUnavailable } from '../../src/object-store/errors';
import type { ObjectStore } from '../../src/object-store/port';
import { BEHAVIOURS, type Behaviour, describeFinding } from '../../src/object-store/probe/behaviours';
import { probeStore } from '../../src/object-store/probe/probe-store';
import { createS3Client } from '../../src/object-store/s3-client';
import {
  copyingAnything,
  deletingAnything,
  droppingTagsOfCopies,
  droppingTagsOfPuts,
  listingLate,
  type Misbehaviour,
  overwriting,
  racing,
} from './misbehaving-store';
import { newBucket, realSettings, realStore } from './real-store';
import { server } from './server-differences';

const store = realStore();
const PREFIX = 'my ledger/';
/** What the server itself does otherwise. */
const OWN: Behaviour[] = server.ignoresIfMatchOnDelete ? ['conditional delete'] : [];
let bucket: string;

beforeAll(async () => {
  bucket = await newBucket(store, 'probe');
});

const probe = (by: ObjectStore = store) => probeStore(by, { bucket, prefix: PREFIX });

async function keysOf(): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of store.list({ bucket, key: '' })) keys.push(...page.map(({ key }) => key));
  return keys;
}

const refusing = (code: string): Promise<never> =>
  Promise.reject(new RequestRefused({ operation: 'x', location: 's3://b/secret', code }, 'not known', 'use another'));

const MISBEHAVIOURS: [string, Behaviour, RegExp, Misbehaviour][] = [
  ['ignores If-None-Match', 'conditional put', /the second put was taken too/, overwriting],
  ['checks If-None-Match too early', 'conditional put', /of 6 writers were told that they created one key/, racing],
  [
    'does not know If-None-Match',
    'conditional put',
    /does not take that request \(NotImplemented\)/,
    (s) => ({ ...s, put: (at, bytes, o) => (o?.create ? refusing('NotImplemented') : s.put(at, bytes, o)) }),
  ],
  ['copies whatever version', 'conditional copy', /the version that is there was copied/, copyingAnything],
  ['drops the tags of a copy', 'tags of a copy', /other tags, or none/, droppingTagsOfCopies],
  ['drops the tags of a put', 'tags of a put', /other tags, or none/, droppingTagsOfPuts],
  [
    'loses tags that are set later',
    'tags set later',
    /other tags, or none/,
    (s) => ({ ...s, putTags: async () => undefined }),
  ],
  ['deletes whatever version', 'conditional delete', /the version that is there was deleted/, deletingAnything],
  [
    'does not know If-Match on delete',
    'delete',
    /does not take that request \(NotImplemented\)/,
    (s) => ({ ...s, delete: (at, o) => (o?.ifMatch === undefined ? s.delete(at, o) : refusing('NotImplemented')) }),
  ],
  [
    'has no Date header',
    'clock',
    /there is none/,
    (s) => ({
      ...s,
      now: () => {
        const at = { operation: 'now', location: 's3://b', code: 'NoDateHeader' };
        throw new StoreUnavailable(at, 'no Date', 'look', null);
      },
    }),
  ],
  [
    'reads what was there before',
    'read after write',
    /other bytes came back/,
    (s) => ({
      ...s,
      get: async (at, o) => {
        const answer = await s.get(at, o);
        return at.key.endsWith('/read') ? { ...answer, body: Readable.from([Buffer.from('stale')]) } : answer;
      },
    }),
  ],
];

test('finds what the server does otherwise, and nothing else', async () => {
  expect((await probe()).map(({ behaviour }) => behaviour)).toEqual(OWN);
  expect(await keysOf()).toEqual([]);
});

test.each(MISBEHAVIOURS)('finds a store that %s', async (_, behaviour, happened, misbehave) => {
  const findings = await probe(misbehave(store));
  expect(findings.map((finding) => finding.behaviour)).toEqual(expect.arrayContaining([behaviour]));
  const others = findings.filter((finding) => finding.behaviour !== behaviour);
  expect(others.map((finding) => finding.behaviour).filter((other) => !OWN.includes(other))).toEqual([]);
  const finding = findings.find((one) => one.behaviour === behaviour);
  expect(finding?.happened).toMatch(happened);
  const { probed, risk } = BEHAVIOURS[behaviour];
  expect(finding && describeFinding(finding)).toBe(`${probed}: ${finding?.happened}; at risk: ${risk}`);
  expect(JSON.stringify(findings)).not.toContain('secret');
  expect(await keysOf()).toEqual([]);
});

test('finds listings that lag, and says by how much; those that lag for long are not waited for', async () => {
  const short = await probe(listingLate(2)(store));
  expect(short.filter(({ behaviour }) => !OWN.includes(behaviour))).toEqual([
    { behaviour: 'listing after put', happened: expect.stringMatching(/^the object was shown only after \d+ ms$/) },
    { behaviour: 'listing after delete', happened: expect.stringMatching(/^the object was gone only after \d+ ms$/) },
  ]);
  const hiding: Misbehaviour = (s) => ({
    ...s,
    async *list(from, options) {
      for await (const page of s.list(from, options)) yield page.filter(({ key }) => !key.endsWith('/listed'));
    },
  });
  expect((await probe(hiding(store))).filter(({ behaviour }) => !OWN.includes(behaviour))).toEqual([
    { behaviour: 'listing after put', happened: 'the object was not shown within 3 s' },
  ]);
}, 30_000);

test('a store that has no tags at all is told so, and nothing is taken for an outage', async () => {
  const untagged: Misbehaviour = (s) => ({
    ...s,
    put: (at, bytes, o) => (o?.tags ? refusing('NotImplemented') : s.put(at, bytes, o)),
    copy: () => refusing('NotImplemented'),
    getTags: () => refusing('NotImplemented'),
    putTags: () => refusing('NotImplemented'),
  });
  const findings = await probe(untagged(store));
  expect(findings.map(({ behaviour }) => behaviour)).toEqual(
    expect.arrayContaining(['tags of a put', 'tags set later', 'tags of a copy']),
  );
});

test('what cannot be asked is no finding', async () => {
  const at = { operation: 'put', location: 's3://b/k', code: 'SlowDown' };
  const busy: Misbehaviour = (s) => ({
    ...s,
    put: () => Promise.reject(new StoreUnavailable(at, 'busy', 'wait', null)),
  });
  await expect(probe(busy(store))).rejects.toMatchObject({ name: 'StoreUnavailable' });
  await expect(probeStore(store, { bucket: 'no-such-bucket-of-ours', prefix: '' })).rejects.toMatchObject({
    name: 'BucketMissing',
  });
});

test('conditional writes at the same moment that are told to come again are no outage', async () => {
  let claimed = false;
  const conflicting: Misbehaviour = (s) => ({
    ...s,
    put: async (at, bytes, o) => {
      if (!o?.create || !at.key.endsWith('/claim')) return s.put(at, bytes, o);
      if (!claimed) {
        claimed = true;
        return s.put(at, bytes, o);
      }
      const place = { operation: 'put', location: 's3://b/k', code: 'ConditionalRequestConflict' };
      throw new StoreUnavailable(place, 'the store cannot do this now', 'try again', null);
    },
  });
  expect((await probe(conflicting(store))).map(({ behaviour }) => behaviour)).toEqual(OWN);
});

test('a bucket that keeps versions is probed as any other', async () => {
  const versioned = await newBucket(store, 'probe-versions');
  const client = createS3Client(realSettings());
  await client.send(
    new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  client.destroy();
  const findings = await probeStore(store, { bucket: versioned, prefix: '' });
  expect(findings.map(({ behaviour }) => behaviour)).toEqual(OWN);
  for await (const page of store.list({ bucket: versioned, key: '' })) expect(page).toEqual([]);
});

test('many that probe at once do not disturb each other', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => probe()));
  expect(all.map((findings) => findings.map(({ behaviour }) => behaviour))).toEqual(Array(6).fill(OWN));
  expect(await keysOf()).toEqual([]);
});

test('what a killed probe left is removed by one that comes an hour later, and no sooner', async () => {
  const left = `${PREFIX}probes/killed/claim`;
  const others = [`${PREFIX}windows/x.json`, 'probes/of-somebody-else'];
  for (const key of [left, ...others]) await store.put({ bucket, key }, Buffer.from('x'));
  await probe();
  expect(await keysOf()).toEqual([left, ...others].sort());
  const later: Misbehaviour = (s) => ({ ...s, now: async () => new Date(Date.now() + 2 * 3_600_000) });
  await probe(later(store));
  expect(await keysOf()).toEqual([...others].sort());
});
