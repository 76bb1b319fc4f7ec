import { cronFlaw } from '../../src/config/loop-file/fields/cron';
import { timezoneFlaw } from '../../src/config/loop-file/fields/timezone';

// Each was given to a Temporal server's Schedule, which took the first list and refused the second or reads it otherwise.
test.each([
  '* * * * *',
  '30 6-20/2 1,15 jan-jun MON-fri',
  '0 0 * * 7',
  '5/10 * * * *',
  '0 6 * * 5-7',
  '@daily',
  '@annually',
])('%p is a cron expression', (expression) => {
  expect(cronFlaw(expression)).toBeNull();
});

test.each([
  ['0 0 ? * *', "its day of the month '?' is not within 1 to 31"],
  ['60 0 * * *', "its minute '60' is not within 0 to 59"],
  ['0 0 * * January', "its day of the week 'January' is not within 0 to 7"],
  ['0 0 * * fri-mon', "its day of the week 'fri-mon' runs backwards"],
  ['0 0 * *', 'it has 4 fields instead of five'],
  ['0 0 0 * * *', 'it has 6 fields instead of five'],
  ['*/0 * * * *', "its minute '*/0' is not within 0 to 59"],
  ['TZ=UTC 0 0 * * *', 'the time zone has a key of its own, `timezone`'],
  ['@fortnightly', 'it is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually'],
])('%p is none: %s', (expression, flaw) => {
  expect(cronFlaw(expression)).toBe(flaw);
});

test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires', 'US/Pacific'])(
  '%s is a time zone',
  (name) => {
    expect(timezoneFlaw(name)).toBeNull();
  },
);

test.each(['europe/berlin', 'Nowhere/X', '+01:00', 'CET DST', ''])('%p is no time zone', (name) => {
  expect(timezoneFlaw(name)).not.toBeNull();
});
