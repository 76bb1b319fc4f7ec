import fc from 'fast-check';
import { BEGINNING, formatInstant, isEmpty, nextWindow, parseInstant, windowEnd } from '../../src/domain/windows';

const seconds = fc.integer({ min: 0, max: 4_000_000_000 });

describe('instants', () => {
  test('whole seconds survive formatting and parsing', () => {
    fc.assert(fc.property(seconds, (s) => parseInstant(formatInstant(s * 1000)) === s * 1000));
  });

  test('fractions are rounded down', () => {
    expect(formatInstant(parseInstant('2026-11-21T02:05:29.999Z'))).toBe('2026-11-21T02:05:29Z');
  });

  test('another zone is the same instant', () => {
    expect(formatInstant(parseInstant('2026-11-21T04:05:29+02:00'))).toBe('2026-11-21T02:05:29Z');
  });

  test.each(['', 'yesterday', '2026-11-21', '2026-11-21T02:05:29', '2026-13-21T02:05:29Z', '1795227361'])(
    'refuses %p and says how to write it',
    (text) => {
      expect(() => parseInstant(text)).toThrow('write it as 2026-11-21T02:05:29Z');
    },
  );
});

describe('windowEnd', () => {
  test('a tick that runs late ends where it was scheduled', () => {
    expect(windowEnd('2026-11-21T02:00:00Z', '2026-11-21T05:00:00Z', 60_000)).toBe('2026-11-21T01:59:00Z');
  });

  test('a store whose clock is behind is believed', () => {
    expect(windowEnd('2026-11-21T02:00:00Z', '2026-11-21T01:58:30Z', 60_000)).toBe('2026-11-21T01:57:30Z');
  });

  test('a round started by hand ends at the present of the store', () => {
    expect(windowEnd(null, '2026-11-21T02:00:00.700Z', 500)).toBe('2026-11-21T02:00:00Z');
  });
});

describe('nextWindow', () => {
  const end = '2026-11-21T02:00:00Z';

  test('the first window takes all there is', () => {
    expect(nextWindow([], null, end)).toEqual({ start: BEGINNING, end });
  });

  test('the first window starts at since, on the next whole second', () => {
    expect(nextWindow([], '2026-11-01T00:00:00.250Z', end).start).toBe('2026-11-01T00:00:01Z');
  });

  test('later windows go on from the last claim, whatever since says by then', () => {
    const claims = [
      { start: '2026-11-19T00:00:00Z', end: '2026-11-20T00:00:00Z' },
      { start: '2026-11-18T00:00:00Z', end: '2026-11-19T00:00:00Z' },
    ];
    expect(nextWindow(claims, '2026-11-20T12:00:00Z', end).start).toBe('2026-11-20T00:00:00Z');
  });

  test('a chain of windows holds every second once', () => {
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 1, maxLength: 20 }), seconds, (ends, probe) => {
        const claims: { start: string; end: string }[] = [];
        for (const s of ends) {
          const window = nextWindow(claims, null, formatInstant(s * 1000));
          if (!isEmpty(window)) claims.push(window);
        }
        const at = formatInstant(probe * 1000);
        const holders = claims.filter(({ start, end }) => start <= at && at < end);
        return holders.length === (probe < Math.max(...ends) ? 1 : 0);
      }),
    );
  });
});

test('a window that ends when or before it starts is empty', () => {
  const window = { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' };
  expect(isEmpty(window)).toBe(false);
  expect(isEmpty({ start: window.end, end: window.start })).toBe(true);
  expect(isEmpty({ start: window.end, end: window.end })).toBe(true);
});
