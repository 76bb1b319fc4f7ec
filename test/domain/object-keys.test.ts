import { unusableKey } from '../../src/domain/object-keys';

describe('unusableKey', () => {
  test.each([
    ['photo.jpg'],
    ['2026/11/21/photo 1.jpg'],
    ['a/ünïcode/%20+&#.jpg'],
    ['.hidden'],
    ['a/...'],
    ['x?y.jpg'],
    ['é'.repeat(512)],
    ['k'.repeat(1024)],
  ])('%p can be used', (key) => {
    expect(unusableKey(key, false)).toBeNull();
  });

  test.each([
    ['photos/', 'folder-marker'],
    ['', 'folder-marker'],
    ['/photo.jpg', 'leading-slash'],
    ['a//b.jpg', 'empty-segment'],
    ['a/./b.jpg', 'dot-segment'],
    ['a/../b.jpg', 'dot-segment'],
    ['..', 'dot-segment'],
    ['a\u0000b', 'control-character'],
    ['a\nb', 'control-character'],
    ['a\u007fb', 'control-character'],
    ['é'.repeat(513), 'key-too-long'],
    ['k'.repeat(1025), 'key-too-long'],
  ])('%p cannot: %s', (key, reason) => {
    expect(unusableKey(key, false)).toBe(reason);
  });

  test('a question mark matters only where Label Studio reads the object itself', () => {
    expect(unusableKey('x?y.jpg', true)).toBe('question-mark');
  });
});
