import type { ClaimResult } from '../../../src/contracts/activities';
import { ledgerKeys } from '../../../src/domain/layout';
import { BEGINNING, formatInstant, parseInstant } from '../../../src/domain/windows';
import { claimsAfter } from '../../../src/loops/round-history';
import { loopConfig } from '../../rounds/loop-fixture';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { scopeOf } from '../support/staged-round';
import { runStep } from '../support/steps';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const newLoop = (change?: Parameters<typeof loopConfig>[0]): Promise<TestLoop> => makeLoop(bench, loopConfig(change));

const claim = (loop: TestLoop, second: number, scheduledAt: string | null = null, waiting = 0): Promise<ClaimResult> =>
  runStep(
    { ...bench.dependencies, rounds: { ...bench.dependencies.rounds, countWaiting: async () => waiting } },
    'claimWindow',
    { ...scopeOf(loop, second), scheduledAt },
  );

async function claimed(loop: TestLoop, second: number, scheduledAt: string | null = null) {
  const result = await claim(loop, second, scheduledAt);
  if (result.kind !== 'claimed') throw new Error(`claimed nothing: ${result.kind}`);
  return result;
}

const storeNow = async (loop: TestLoop): Promise<number> =>
  (await bench.store.now(loop.config.ledger.bucket)).getTime();

test('the first window starts at the beginning of time, or at `since`', async () => {
  const at = '2026-11-20T00:00:00Z';
  const all = await newLoop();
  expect((await claimed(all, 0, at)).window).toEqual({ start: BEGINNING, end: at });
  const since = await newLoop((config) => {
    config.source.since = '2026-11-01T00:00:00Z';
  });
  expect((await claimed(since, 0, at)).window).toEqual({ start: '2026-11-01T00:00:00Z', end: at });
});

test('windows follow one another without a gap, in the order of the claims and not of the ids', async () => {
  const loop = await newLoop();
  const windows = [];
  for (const [second, day] of [5, 3, 9].entries()) {
    windows.push((await claimed(loop, day, `2026-11-1${second}T00:00:00Z`)).window);
  }
  expect(windows.map(({ start }) => start)).toEqual([BEGINNING, windows[0]?.end, windows[1]?.end]);
  expect((await claimsAfter(loop.ledger, null)).map(({ round }) => round)).toEqual(
    [5, 3, 9].map((second) => scopeOf(loop, second).round),
  );
});

test('a window ends at the scheduled time, or now when that is still to come, and `settle` before that', async () => {
  const loop = await newLoop((config) => {
    config.settleMs = 60_000;
  });
  expect((await claimed(loop, 0, '2026-11-20T12:00:00Z')).window.end).toBe('2026-11-20T11:59:00Z');
  const before = await storeNow(loop);
  const end = parseInstant((await claimed(loop, 1, '2126-11-20T12:00:00Z')).window.end);
  expect(end).toBeGreaterThanOrEqual(before - 60_000);
  expect(end).toBeLessThanOrEqual((await storeNow(loop)) - 60_000);
});

test('where nothing can be new, nothing is claimed', async () => {
  const loop = await newLoop();
  await claimed(loop, 0, '2026-11-20T12:00:00Z');
  for (const at of ['2026-11-20T12:00:00Z', '2026-11-19T12:00:00Z']) {
    expect(await claim(loop, 1, at)).toEqual({ kind: 'nothing-new', start: '2026-11-20T12:00:00Z', end: at });
  }
  expect(await claimsAfter(loop.ledger, null)).toHaveLength(1);
});

test('a round whose reply was lost, or that was terminated and started again, finds its own claim among later ones', async () => {
  const loop = await newLoop();
  const first = await claimed(loop, 0, '2026-11-20T12:00:00Z');
  await claimed(loop, 1, '2026-11-20T13:00:00Z');
  // Even when more rounds wait than may, and for another scheduled time: what is claimed is claimed.
  expect(await claim(loop, 0, '2026-11-20T14:00:00Z', 99)).toEqual(first);
  expect(await claimsAfter(loop.ledger, null)).toHaveLength(2);
});

test('an attempt that was thought dead and wakes late does not claim a second window', async () => {
  const loop = await newLoop();
  // It has opened the round and looked for its claim, and hangs there while the next attempt claims.
  let wake = (): void => undefined;
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const sleepy = {
    ...bench.dependencies.rounds,
    countWaiting: async () => {
      await asleep;
      return 0;
    },
  };
  const zombie = runStep({ ...bench.dependencies, rounds: sleepy }, 'claimWindow', {
    ...scopeOf(loop, 0),
    scheduledAt: '2026-11-20T13:00:00Z',
  });
  const first = await claimed(loop, 0, '2026-11-20T12:00:00Z');
  await claimed(loop, 1, '2026-11-20T12:30:00Z');
  wake();
  expect(await zombie).toEqual(first);
  expect(await claimsAfter(loop.ledger, null)).toHaveLength(2);
});

test('at `maxOpenRounds` rounds that wait for people a tick is skipped, and its objects are left to the next', async () => {
  const loop = await newLoop((config) => {
    config.maxOpenRounds = 2;
  });
  expect(await claim(loop, 0, '2026-11-20T12:00:00Z', 2)).toEqual({ kind: 'skipped', openRounds: 2, maxOpenRounds: 2 });
  expect(await claimsAfter(loop.ledger, null)).toEqual([]);
  expect(await claim(loop, 1, '2026-11-20T13:00:00Z', 1)).toMatchObject({
    kind: 'claimed',
    window: { start: BEGINNING, end: '2026-11-20T13:00:00Z' },
  });
});

test('ten rounds that race claim windows that do not overlap and leave no gap', async () => {
  const loop = await newLoop();
  const hour = (n: number): string => formatInstant(Date.parse('2026-11-20T00:00:00Z') + n * 3_600_000);
  const results = await Promise.all(Array.from({ length: 10 }, (_, n) => claim(loop, n, hour(n + 1))));
  const claims = await claimsAfter(loop.ledger, null);
  const windows = results.flatMap((result) => (result.kind === 'claimed' ? [result.window] : []));
  expect(windows.sort((a, b) => (a.start < b.start ? -1 : 1))).toEqual(
    claims.map(({ start, end }) => ({ start, end })),
  );
  expect(claims.map(({ start }) => start)).toEqual([BEGINNING, ...claims.slice(0, -1).map(({ end }) => end)]);
  // Whoever came too late found nothing new, and the last hour belongs to somebody.
  expect(claims.at(-1)?.end).toBe(hour(10));
  expect(results.every(({ kind }) => kind === 'claimed' || kind === 'nothing-new')).toBe(true);
});

test('of ten rounds that race for the same tick one has it', async () => {
  const loop = await newLoop();
  const at = '2026-11-20T12:00:00Z';
  const results = await Promise.all(Array.from({ length: 10 }, (_, n) => claim(loop, n, at)));
  expect(results.map(({ kind }) => kind).sort()).toEqual([
    'claimed',
    ...Array.from({ length: 9 }, () => 'nothing-new'),
  ]);
  const [only] = await claimsAfter(loop.ledger, null);
  expect(only?.end).toBe(at);
  expect(await loop.ledger.find(ledgerKeys.opened(only?.round ?? ''))).not.toBeNull();
});
