import fc from 'fast-check';
import { type FiledUnder, filedKey, itemOfFiledKey } from '../../src/domain/filing-keys';
import { unusableKey } from '../../src/domain/object-keys';

const itemId = '0123456789abcdef01234567';
const under = (given: Partial<FiledUnder>): string =>
  filedKey({
    prefix: '',
    mode: 'move',
    folder: 'training',
    classId: 3,
    sourceKey: 'x.jpg',
    itemId,
    refiledBy: null,
    ...given,
  });

describe('filedKey', () => {
  test.each<[string, Partial<FiledUnder>, string]>([
    ['by purpose and class', { sourceKey: '2026/11/x.jpg' }, `training/class_03/x-${itemId}.jpg`],
    ['filed again', { refiledBy: 12 }, `training/class_03/x-v12-${itemId}.jpg`],
    ['below a prefix', { prefix: 'set/', folder: 'noisy' }, `set/noisy/class_03/x-${itemId}.jpg`],
    ['without extension', { sourceKey: 'a.b/photo' }, `training/class_03/photo-${itemId}`],
    ['with two extensions', { sourceKey: 'x.tar.gz' }, `training/class_03/x.tar-${itemId}.gz`],
    ['hidden', { sourceKey: '.jpg' }, `training/class_03/.jpg-${itemId}`],
    [
      'with a long tail that is no extension',
      { sourceKey: 'v1.some rather long text' },
      `training/class_03/v1.some rather long text-${itemId}`,
    ],
    ['with a question mark', { sourceKey: 'a?b.j?g' }, `training/class_03/a_b-${itemId}.j_g`],
    [
      'with unicode and spaces',
      { sourceKey: 'crème brûlée #1.jpg' },
      `training/class_03/crème brûlée #1-${itemId}.jpg`,
    ],
  ])('%s', (_, given, key) => {
    expect(under(given)).toBe(key);
  });

  test.each([
    ['', 'class_01/x.jpg', `class_03/x-${itemId}.jpg`],
    ['', 'x.jpg', `class_03/x-${itemId}.jpg`],
    ['uploads/', 'uploads/x.jpg', `uploads/class_03/x-${itemId}.jpg`],
    ['uploads/', 'uploads/a/class_01/b/x.jpg', `uploads/a/class_03/b/x-${itemId}.jpg`],
    ['', 'class_01/class_02/x.jpg', `class_01/class_03/x-${itemId}.jpg`],
    ['class_00/', 'class_00/x.jpg', `class_00/class_03/x-${itemId}.jpg`],
    ['', 'class_03/x.jpg', `class_03/x-${itemId}.jpg`],
    ['', 'class_1/x.jpg', `class_03/x-${itemId}.jpg`],
  ])('in place, with source prefix %p, %s becomes %s', (prefix, sourceKey, key) => {
    expect(under({ mode: 'in-place', prefix, sourceKey })).toBe(key);
  });

  test('a key that would be too long loses from its stem, never from its id', () => {
    const key = under({ sourceKey: `${'é🍞'.repeat(169)}.jpeg` });
    expect(key).toMatch(new RegExp(`^training/class_03/(é🍞)+é?-${itemId}\\.jpeg$`, 'u'));
    const name = Buffer.byteLength(key.split('/').at(-1) ?? '');
    expect(name).toBeGreaterThan(249);
    expect(name).toBeLessThanOrEqual(255);
    const deep = under({ sourceKey: `${'é🍞'.repeat(169)}.jpeg`, prefix: `${'p'.repeat(199)}/`.repeat(4) });
    expect(Buffer.byteLength(deep)).toBeGreaterThan(1018);
    expect(Buffer.byteLength(deep)).toBeLessThanOrEqual(1024);
  });

  test('a prefix that leaves no room is refused with what to do', () => {
    expect(() => under({ prefix: `${'p'.repeat(1000)}/` })).toThrow('shorten filing.prefix');
  });

  test('every usable key is filed under a usable key that names its item', () => {
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((s) => !s.includes('/'));
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 5 }).map((s) => s.join('/')),
        hex,
        fc.constantFrom('move' as const, 'copy' as const, 'in-place' as const),
        (sourceKey, id, mode) => {
          fc.pre(unusableKey(sourceKey, true) === null);
          const key = under({ sourceKey, itemId: id, mode });
          expect(unusableKey(key, true)).toBeNull();
          expect(itemOfFiledKey(key)).toBe(id);
        },
      ),
    );
  });

  test('different items never share a key, whatever their names', () => {
    const other = 'f'.repeat(24);
    expect(under({ sourceKey: 'a/x.jpg' })).not.toBe(under({ sourceKey: 'b/x.jpg', itemId: other }));
    expect(itemOfFiledKey('training/class_03/x.jpg')).toBeNull();
  });
});
