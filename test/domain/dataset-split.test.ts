import { splitter } from '../../src/domain/dataset-split';

const item = (n: number, group: string | null = null) => ({
  itemId: `item ${n}`,
  contentSha256: `content ${n}`,
  group,
});
const many = Array.from({ length: 10_000 }, (_, n) => item(n));

test('about the share asked for is for validation, and nothing where none is asked for', () => {
  const split = splitter('food', 0.2);
  const validation = many.filter((one) => split(one) === 'validation').length;
  // Four standard deviations of a binomial with n = 10,000, p = 0.2.
  expect(Math.abs(validation - 2000)).toBeLessThan(160);
  expect(many.every((one) => splitter('food', 0)(one) === 'train')).toBe(true);
});

test('all of a group are on one side, and so is content that came twice', () => {
  const split = splitter('food', 0.5);
  for (let group = 0; group < 50; group += 1) {
    expect(new Set([1, 2, 3, 4].map((n) => split(item(100 * group + n, `burst ${group}`)))).size).toBe(1);
    expect(split({ ...item(group), itemId: 'another' })).toBe(split(item(group)));
  }
});

test('a larger share takes what a smaller one took and more, so nothing leaves validation', () => {
  const [small, large] = [splitter('food', 0.1), splitter('food', 0.3)];
  for (const one of many) if (small(one) === 'validation') expect(large(one)).toBe('validation');
});

test('another seed splits otherwise', () => {
  const [a, b] = [splitter('a', 0.5), splitter('b', 0.5)];
  expect(many.some((one) => a(one) !== b(one))).toBe(true);
});
