import fc from 'fast-check';
import { formatShare, parseShare } from '../../src/config/shares';

test('a percentage and its number are the same share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
      const percent = hundredths / 100;
      expect(parseShare(`${percent}%`)).toBe(Number((percent / 100).toFixed(8)));
      expect(parseShare(formatShare(hundredths / 10_000))).toBe(parseShare(`${percent}%`));
    }),
  );
});

test('28% is exactly 0.28', () => {
  expect(parseShare('28%')).toBe(0.28);
});

test.each([-0.1, 1.1, 80, '101%', '-1%', '80', '80 %', '8e1%', '%'])('%p is no share', (value) => {
  expect(parseShare(value)).toBeNull();
});
