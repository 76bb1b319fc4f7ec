import fc from 'fast-check';
import { pollInterval } from '../../src/domain/poll-interval';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('pollInterval', () => {
  test.each([
    [0, MINUTE],
    [HOUR, 2 * MINUTE],
    [6 * HOUR, 5 * MINUTE],
    [48 * HOUR, 10 * MINUTE],
  ])('with a poll of a minute, a round %d ms old waits %d ms', (age, expected) => {
    expect(pollInterval(MINUTE, age, 72 * HOUR)).toBe(expected);
  });

  test('it is never longer than a quarter of an hour, unless poll is', () => {
    expect(pollInterval(5 * MINUTE, 48 * HOUR, 72 * HOUR)).toBe(15 * MINUTE);
    expect(pollInterval(HOUR, 48 * HOUR, 72 * HOUR)).toBe(HOUR);
  });

  test('the last look is at the deadline', () => {
    expect(pollInterval(MINUTE, 0, 20_000)).toBe(20_000);
    expect(pollInterval(MINUTE, 0, -5)).toBe(1000);
  });

  test('it never shortens as a round ages', () => {
    const age = fc.nat(20 * 24 * HOUR);
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 2 * HOUR }), age, age, (poll, a, b) => {
        const [younger, older] = [Math.min(a, b), Math.max(a, b)];
        return pollInterval(poll, younger, 1e12) <= pollInterval(poll, older, 1e12);
      }),
    );
  });
});

test('a look a minute for thirty days is some 4,600 looks, the last one at the deadline, and none is later than a quarter of an hour', () => {
  const deadline = 30 * 24 * 60 * 60_000;
  const pauses: number[] = [];
  let age = 0;
  while (age < deadline) {
    const pause = pollInterval(60_000, age, deadline - age);
    pauses.push(pause);
    age += pause;
  }
  expect(age).toBe(deadline);
  expect(pauses.length).toBeGreaterThan(4_500);
  expect(pauses.length).toBeLessThan(4_700);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(15 * 60_000);
});
