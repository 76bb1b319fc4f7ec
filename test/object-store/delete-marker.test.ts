import type { ObjectLocation } from '../../src/contracts/artifact';
import type { ObjectStore } from '../../src/object-store/port';
import { createS3Store } from '../../src/object-store/s3-store';
import { type Line, type PassedRequest, startLine } from '../faults/line';
import { newBucket, realSettings, realStore } from './real-store';

const direct = realStore();
let line: Line;
let store: ObjectStore;
let bucket: string;

beforeAll(async () => {
  line = await startLine(realSettings().endpoint ?? '');
  store = createS3Store(realSettings({ endpoint: line.url }));
  bucket = await newBucket(direct, 'markers');
});
afterEach(() => line.clear());
afterAll(() => line.close());

const isHead = ({ method }: PassedRequest): boolean => method === 'HEAD';
const isOfTags = ({ url }: PassedRequest): boolean => url.includes('tagging');

/** As stores answer of an object that is deleted, in a bucket that keeps versions. */
const refuse = (times: number) =>
  line.inject({
    matches: isOfTags,
    times,
    fault: { kind: 'answer', status: 405, body: '<Error><Code>MethodNotAllowed</Code></Error>' },
  });

describe('tags that are refused as those of a deleted object', () => {
  test('are those of no object where there is none', async () => {
    refuse(1);
    const at: ObjectLocation = { bucket, key: 'gone' };
    await expect(store.getTags(at)).rejects.toMatchObject({ name: 'ObjectNotFound' });
  });

  test('are read where the object was stored again before our look', async () => {
    const at: ObjectLocation = { bucket, key: 'again' };
    refuse(1);
    const again = () => direct.put(at, Buffer.from('x'), { tags: { model: 'm2' } });
    line.inject({ matches: isHead, times: 1, fault: { kind: 'meanwhile', act: again } });
    expect(await store.getTags(at)).toEqual({ model: 'm2' });
    refuse(1);
    await store.putTags(at, { model: 'm3' });
    expect(await store.getTags(at)).toEqual({ model: 'm3' });
  });

  test('are asked for again later where our look fails: it is not known whose they are', async () => {
    refuse(1);
    line.inject({ matches: isHead, fault: { kind: 'drop-request' } });
    await expect(store.getTags({ bucket, key: 'unknown' })).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('are refused by a store that has no tags, and it is not asked without end', async () => {
    const at: ObjectLocation = { bucket, key: 'there' };
    await direct.put(at, Buffer.from('x'));
    const refused = refuse(100);
    await expect(store.getTags(at)).rejects.toMatchObject({ name: 'RequestRefused', code: 'MethodNotAllowed' });
    expect(refused.hits).toBeLessThan(5);
  });
});
