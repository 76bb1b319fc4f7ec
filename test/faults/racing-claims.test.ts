import type { Dependencies } from '../../activities/dependencies';
import type { ClaimResult } from '../../src/contracts/activities';
import { BEGINNING, formatInstant, parseInstant } from '../../src/domain/windows';
import { claimsAfter } from '../../src/loops/round-history';
import { scopeOf } from '../activities/support/staged-round';
import { runStep } from '../activities/support/steps';
import { loopConfig } from '../rounds/loop-fixture';
import { type Bench, makeLoop, type TestLoop } from '../rounds/test-loop';
import { seededRandom } from '../seeded-random';
import { type ClaimsGround, openClaimsGround } from './claims-ground';
import type { Line } from './line';

jest.setTimeout(120_000);

let ground: ClaimsGround;
let bench: Bench;
let line: Line;
let worker: Dependencies;

beforeAll(async () => {
  ground = await openClaimsGround();
  ({ bench, line, worker } = ground);
});
afterEach(() => {
  line.clear();
  jest.restoreAllMocks();
});
afterAll(() => ground.close());

const newLoop = async (): Promise<TestLoop> => {
  const loop = await makeLoop(bench, loopConfig());
  await worker.openLoop(loop.ref);
  return loop;
};
const hour = (n: number): string => formatInstant(Date.parse('2026-11-20T00:00:00Z') + n * 3_600_000);
const claim = (loop: TestLoop, round: number, at: string | null): Promise<ClaimResult> =>
  runStep(worker, 'claimWindow', { ...scopeOf(loop, round), scheduledAt: at });

/** As Temporal does, until it succeeds. */
async function claimAgain(loop: TestLoop, round: number, at: string | null): Promise<ClaimResult> {
  for (;;) {
    const result = await claim(loop, round, at).catch(() => null);
    if (result) return result;
  }
}

/** Windows without gap or overlap, each of the round that was told so. */
async function expectPartition(loop: TestLoop, results: ReadonlyMap<number, ClaimResult>): Promise<void> {
  const claims = await claimsAfter(loop.ledger, null);
  expect(claims.map(({ start }) => start)).toEqual([BEGINNING, ...claims.slice(0, -1).map(({ end }) => end)]);
  const told = [...results].flatMap(([round, result]) =>
    result.kind === 'claimed' ? [[scopeOf(loop, round).round, result.window.start, result.window.end]] : [],
  );
  expect(told.sort()).toEqual(claims.map(({ round, start, end }) => [round, start, end]).sort());
}

test.each([1, 2, 3])(
  '24 rounds that race while a fifth of all requests and replies is lost share time without gap or overlap (%i)',
  async (seed) => {
    const loop = await newLoop();
    const random = seededRandom(seed);
    const some = (share: number) => () => random() < share;
    const lost = (['drop-reply', 'drop-request'] as const).map((kind) =>
      line.inject({ matches: some(0.1), fault: { kind } }),
    );
    const rounds = Array.from({ length: 24 }, (_, n) => n);
    const results = new Map<number, ClaimResult>();
    await Promise.all(
      rounds.map(async (n) => {
        // Some are terminated as soon as they have their answer, and started again under their id for another tick.
        await claimAgain(loop, n, hour(1 + Math.floor(n / 2)));
        results.set(n, await claimAgain(loop, n, hour(1 + n)));
      }),
    );
    line.clear();
    for (const { hits } of lost) expect(hits).toBeGreaterThan(10);
    // Whoever is first with a late tick leaves nothing to those before: how many windows there are is chance.
    expect((await claimsAfter(loop.ledger, null)).length).toBeGreaterThan(1);
    await expectPartition(loop, results);
  },
);

test('whichever request or reply of a claim is lost, a round has one window, and the same however often it asks', async () => {
  const undisturbed = await newLoop();
  const before = line.passed.length;
  await claim(undisturbed, 0, hour(1));
  const requests = line.passed.length - before;
  expect(requests).toBeGreaterThan(4);
  for (const kind of ['drop-request', 'drop-reply'] as const) {
    for (let n = 0; n < requests; n += 1) {
      const loop = await newLoop();
      const lost = line.inject({ skip: n, fault: { kind } });
      await claim(loop, 0, hour(1)).catch(() => undefined);
      expect(lost.hits).toBeGreaterThan(0);
      line.clear();
      const later = await claim(loop, 1, hour(2));
      const own = await claim(loop, 0, hour(3));
      expect(await claim(loop, 0, hour(4))).toEqual(own);
      await expectPartition(
        loop,
        new Map([
          [0, own],
          [1, later],
        ]),
      );
    }
  }
});

test.each([-20, -4, 4, 20])(
  'windows are in the store’s time, with a worker whose clock is %i minutes off',
  async (minutes) => {
    const loop = await newLoop();
    const storeNow = async (): Promise<number> => (await bench.store.now(loop.config.ledger.bucket)).getTime();
    const earliest = await storeNow();
    const before = line.passed.length;
    const now = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => now() + minutes * 60_000);
    // Beyond 15 minutes a request is refused for its date; the client learns the store's clock from that and signs anew.
    const result = await claim(loop, 0, null);
    jest.restoreAllMocks();
    const refused = line.passed.slice(before).filter(({ status }) => status === 403);
    expect(refused.length > 0).toBe(Math.abs(minutes) > 15);
    if (result.kind !== 'claimed') throw new Error(`claimed nothing: ${result.kind}`);
    for (const instant of [result.window.end, result.claimedAt]) {
      expect(parseInstant(instant)).toBeGreaterThanOrEqual(earliest);
      expect(parseInstant(instant)).toBeLessThanOrEqual(await storeNow());
    }
  },
);
