import fc from 'fast-check';
import { unusableKey } from '../../src/domain/object-keys';
import { showsItem } from '../../src/media/shows-item';
import { mediaLink } from '../../src/media/token';
import { createS3Store } from '../../src/object-store/s3-store';

const ROUND = 'food11-round-2026-11-21T00:00:00Z';
const item = (key: string, itemId = 'a1') => ({ round: ROUND, itemId, bucket: 'production', key });

/** Signs without asking anybody. */
const store = (forcePathStyle: boolean) =>
  createS3Store({
    endpoint: 'http://objects.example:7070',
    publicEndpoint: null,
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    forcePathStyle,
    requestTimeoutMs: 1000,
    maxSockets: 1,
  });

const keys = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'a/ +%?#&=\'"\\^|`é~'), minLength: 1, maxLength: 30 }),
  )
  .filter((key) => unusableKey(key, false) === null);

test('an item is recognised in every way in which tasks name images, whatever its key', async () => {
  const [pathStyle, hostStyle] = [store(true), store(false)];
  await fc.assert(
    fc.asyncProperty(keys, async (key) => {
      const of = item(key);
      expect(showsItem(`s3://production/${key}`, of)).toBe(true);
      for (const signing of [pathStyle, hostStyle]) {
        const signed = await signing.presignGet({ bucket: 'production', key }, 60);
        expect([signed, showsItem(signed, of)]).toEqual([signed, true]);
        expect(showsItem(signed, item(`${key}x`))).toBe(false);
        expect(showsItem(signed, item(`x${key}`))).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

test('an object whose own name looks like a media token is known by its presigned address all the same', async () => {
  const of = item('photos/media/IMG.2026.11.png');
  const signed = await store(true).presignGet({ bucket: 'production', key: of.key }, 60);
  expect(showsItem(signed, of)).toBe(true);
  expect(showsItem(signed, item('photos/media/IMG.2026.12.png'))).toBe(false);
});

test('a link shows the item that its token names, under whichever key it was signed, and in its round alone', () => {
  for (const key of ['an old key of the media server', 'a new key of the media server']) {
    const link = mediaLink('https://annotate.example/below', [key])(ROUND, 'a1');
    expect(showsItem(link, item('x.png'))).toBe(true);
    expect(showsItem(link, item('x.png', 'b2'))).toBe(false);
    expect(showsItem(link, { ...item('x.png'), round: 'another' })).toBe(false);
  }
});

test.each([
  '',
  'no address',
  'http://localhost/cat.png',
  's3://production/other.png',
  'https://x/media/a.b.c',
  '/media/a',
])('what somebody else wrote there shows no item: %s', (image) => {
  expect(showsItem(image, item('x.png'))).toBe(false);
});

test('the same key in a bucket of another name is another image', () => {
  expect(showsItem('http://objects.example/other/x.png', item('x.png'))).toBe(false);
  expect(showsItem('http://other.objects.example/x.png', item('x.png'))).toBe(false);
  expect(showsItem('http://objects.example/production/deep/x.png', item('x.png'))).toBe(false);
});
