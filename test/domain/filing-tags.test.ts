import { mergeTags } from '../../src/domain/filing-tags';

const ours = { item: 'abc', label: 'class_03', loop: 'food11', round: 'food11-round-x' };
const own = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, String(i)]));

describe('mergeTags', () => {
  test("the object's own tags survive beside ours", () => {
    expect(mergeTags({ confidence: '0.4' }, ours)).toEqual({ confidence: '0.4', ...ours });
  });

  test.each([
    [6, ['item', 'label', 'loop', 'round']],
    [7, ['item', 'label', 'loop']],
    [9, ['item']],
    [10, []],
  ])('beside %d tags there is room for %p', (count, added) => {
    const merged = mergeTags(own(count), ours);
    expect(merged).toMatchObject(own(count));
    expect(Object.keys(merged).filter((name) => name in ours)).toEqual(added);
  });

  test("a tag of the object's own that is called like ours is not lost", () => {
    expect(mergeTags({ label: 'mine' }, ours)).toEqual({ ...ours, label: 'mine' });
  });

  test('item is always ours', () => {
    expect(mergeTags({ ...own(9), item: 'theirs' }, ours).item).toBe('abc');
  });

  test('an item that is filed again gets its new label', () => {
    const filed = mergeTags({ confidence: '0.4' }, ours);
    expect(mergeTags(filed, { ...ours, label: 'class_05' })).toEqual({ confidence: '0.4', ...ours, label: 'class_05' });
  });

  test('nothing changes the second time', () => {
    const once = mergeTags(own(8), ours);
    expect(mergeTags(once, ours)).toEqual(once);
  });
});
