import fc from 'fast-check';
import { durationInWords, formatDuration, parseDuration } from '../../src/config/durations';

const units = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

test('a duration is its number of units, in milliseconds', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 999_999_999 }),
      fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])),
      (n, unit) => parseDuration(`${n}${unit}`) === n * units[unit] * 1000,
    ),
  );
});

test('what is formatted reads back as the same duration', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 315_360_000 }),
      (seconds) => parseDuration(formatDuration(seconds * 1000)) === seconds * 1000,
    ),
  );
});

test.each(['', '15', 'm', '-1m', '1.5h', '1h30m', '15 m', '15M', '１m', '99999999999s', '1y'])(
  '%p is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('the largest unit that fits is used, and no weeks', () => {
  expect([0, 90_000, 3_600_000, 86_400_000, 1_209_600_000].map(formatDuration)).toEqual([
    '0s',
    '90s',
    '1h',
    '1d',
    '14d',
  ]);
  expect([0, 1000, 900_000, 86_400_000].map(durationInWords)).toEqual(['0 seconds', '1 second', '15 minutes', '1 day']);
});
