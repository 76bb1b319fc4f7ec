import fc from 'fast-check';
import type { Window } from '../../src/contracts/window';
import { BEGINNING, formatInstant, isEmpty, nextWindow, parseInstant, windowEnd } from '../../src/domain/windows';

const seconds = fc.integer({ min: 1, max: 100_000 });
const at = (second: number): string => formatInstant(second * 1000);

/** What a round does that wants a window: reads the claims that are there, in whatever order, and creates the next by its start. */
interface Attempt {
  /** How many of the claims made so far it has not seen yet: others were made while it looked. */
  blindTo: number;
  scheduledAt: number | null;
  storeNow: number;
  settle: number;
  /** Its round is terminated right after: the claim stands, and nobody undoes it. */
  terminated: boolean;
}

const attempt = fc.record<Attempt>({
  blindTo: fc.constantFrom(0, 0, 0, 1, 2),
  scheduledAt: fc.option(seconds),
  storeNow: seconds,
  settle: fc.nat(5_000),
  terminated: fc.boolean(),
});

/** As `claimWindow` does on the store: a claim is created if its start is free, else the one that is there is read and gone on from. */
function claimAll(
  attempts: readonly Attempt[],
  since: string | null,
  shuffle: (claims: Window[]) => Window[],
): Window[] {
  const claims = new Map<string, Window>();
  for (const { blindTo, scheduledAt, storeNow, settle } of attempts) {
    const end = windowEnd(scheduledAt === null ? null : at(scheduledAt), at(storeNow), settle * 1000);
    let seen = shuffle([...claims.values()].slice(0, Math.max(0, claims.size - blindTo)));
    for (let window = nextWindow(seen, since, end); !isEmpty(window); window = nextWindow(seen, since, end)) {
      const there = claims.get(window.start);
      if (there === undefined) {
        claims.set(window.start, window);
        break;
      }
      seen = [...seen, there];
    }
  }
  return [...claims.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

const attempts = fc.array(attempt, { minLength: 1, maxLength: 30 });
const since = fc.option(seconds.map(at));
const seed = fc.infiniteStream(fc.nat());

describe('windows, whatever order rounds claim them in, whatever clocks say, and whichever rounds are terminated', () => {
  test('leave no gap, overlap nowhere, and never end before they start', () => {
    fc.assert(
      fc.property(attempts, since, seed, (all, from, order) => {
        const shuffled = (claims: Window[]): Window[] =>
          claims
            .map((claim) => ({ claim, by: order.next().value }))
            .sort((a, b) => a.by - b.by)
            .map(({ claim }) => claim);
        const windows = claimAll(all, from, shuffled);
        for (const [index, window] of windows.entries()) {
          expect(parseInstant(window.end)).toBeGreaterThan(parseInstant(window.start));
          expect(window.start).toBe(windows[index - 1]?.end ?? from ?? BEGINNING);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('hold every second of the past that somebody wanted, exactly once', () => {
    fc.assert(
      fc.property(attempts, since, seconds, (all, from, probe) => {
        const windows = claimAll(all, from, (claims) => claims);
        const last = windows.at(-1)?.end ?? from ?? BEGINNING;
        const first = from ?? BEGINNING;
        const holders = windows.filter(({ start, end }) => start <= at(probe) && at(probe) < end);
        expect(holders).toHaveLength(first <= at(probe) && at(probe) < last ? 1 : 0);
      }),
      { numRuns: 1_000 },
    );
  });

  test('never reach into what still settles, nor beyond their tick or the store’s present', () => {
    fc.assert(
      fc.property(attempt, ({ scheduledAt, storeNow, settle }) => {
        const end = parseInstant(windowEnd(scheduledAt === null ? null : at(scheduledAt), at(storeNow), settle * 1000));
        expect(end).toBeLessThanOrEqual((storeNow - settle) * 1000);
        if (scheduledAt !== null) expect(end).toBeLessThanOrEqual((scheduledAt - settle) * 1000);
        expect(end).toBe((Math.min(storeNow, scheduledAt ?? storeNow) - settle) * 1000);
      }),
    );
  });

  test('do not come twice where a round claims again: it finds its own', () => {
    fc.assert(
      fc.property(attempts, since, (all, from) => {
        const once = claimAll(all, from, (claims) => claims);
        const again = claimAll([...all, ...all.map((one) => ({ ...one, blindTo: 0 }))], from, (claims) => claims);
        // What was claimed stays as it is; at most the end moves on.
        expect(again.slice(0, once.length)).toEqual(once);
      }),
    );
  });
});
