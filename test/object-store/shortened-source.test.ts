import { createS3Store } from '../../src/object-store/s3-store';
import { type Line, startLine } from '../faults/line';
import { newBucket, realSettings, realStore } from './real-store';

const direct = realStore();
let line: Line;

beforeAll(async () => {
  line = await startLine(realSettings().endpoint ?? '');
});
afterAll(() => line.close());

test('a copy in parts whose source is overwritten by something shorter is of another version, not refused for its ranges', async () => {
  const bucket = await newBucket(direct, 'shortened');
  const from = { bucket, key: 'from' };
  const { etag } = await direct.put(from, Buffer.from('as it was drawn'));
  line.inject({
    matches: ({ url }) => url.includes('partNumber'),
    times: 1,
    fault: { kind: 'meanwhile', act: () => direct.put(from, Buffer.from('newer')) },
  });
  const multipartCopy = { thresholdBytes: 0, partBytes: 5 * 1_048_576 };
  const store = createS3Store(realSettings({ endpoint: line.url, multipartCopy }));
  const copy = store.copy({ from, ifMatch: etag, to: { bucket, key: 'to' }, size: 15, tags: {} });
  await expect(copy).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect(await direct.head({ bucket, key: 'to' })).toBeNull();
});
