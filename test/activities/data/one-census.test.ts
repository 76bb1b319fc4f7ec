import fc from 'fast-check';
import { takeCensus } from '../../../activities/data/take-census';
import type { Dependencies } from '../../../activities/dependencies';
import { claimWindow } from '../../../activities/main/claim-window';
import { closeRound } from '../../../activities/main/close-round';
import type { CensusResult, RoundOutcome } from '../../../src/contracts/activities';
import type { ArtifactRef, RoundScope } from '../../../src/contracts/artifact';
import type { Window } from '../../../src/contracts/window';
import { ledgerKeys } from '../../../src/domain/layout';
import { formatInstant } from '../../../src/domain/windows';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS, DRAW } from '../../../src/ledger/tables';
import { drawRow } from '../../draw-row';
import { memoryLedger } from '../../fakes/memory-ledger';
import { type MemorySource, memorySource } from '../../fakes/memory-source';
import { expectOneCensusEach } from '../../faults/one-census';
import { loopConfig } from '../../rounds/loop-fixture';
import { tagsOf } from '../../rounds/production';
import { seededRandom } from '../../seeded-random';
import { runActivity } from '../support/steps';

jest.setTimeout(120_000);

const START = Date.parse('2026-11-21T00:00:00Z') / 1000;
const FOREVER_MS = 365 * 24 * 3_600_000;
/** Small parts and pages: an attempt that dies leaves some of them. */
const PART = { rows: 2, listed: 4 };
const PAGE = 2;
/** Seconds after which an object is listed at the latest. */
const LATEST = 9;

/** What happens next, at one moment or after some seconds. */
type Event =
  | { do: 'wait'; seconds: number }
  | { do: 'upload'; name: number; hidden: number }
  | { do: 'flag'; name: number }
  | { do: 'begin'; tick: number | null }
  /** The next step of a round, or its last one again; at once with another round's, or with another attempt of its own. */
  | { do: 'step'; rounds: number[]; again: boolean; diesAfter: number | null }
  | { do: 'abandon'; round: number };

const round = fc.nat(9);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(4) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('upload' as const),
      name: fc.nat(12),
      hidden: fc.constantFrom(0, 0, 0, 2, LATEST),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flag' as const), name: fc.nat(12) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), tick: fc.option(fc.nat(6)) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      rounds: fc.array(round, { minLength: 1, maxLength: 3 }),
      again: fc.boolean(),
      diesAfter: fc.option(fc.nat(12)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abandon' as const), round }) },
);

interface OpenRound {
  scope: RoundScope;
  scheduledAt: string | null;
  window?: Window;
  census?: CensusResult;
  has: 'begun' | 'claimed' | 'a census' | 'ended';
  /** What it does when it is told to do its last step again. */
  last: 'begun' | 'claimed' | 'a census';
}

/** As the real one, at a pace of its own for each request, so that attempts that run at once meet everywhere. */
function slowly(ledger: Ledger, random: () => number, diesAfter: number | null): Ledger {
  let left = diesAfter ?? Number.POSITIVE_INFINITY;
  const pause = async (): Promise<void> => {
    for (let turns = Math.floor(random() * 8); turns > 0; turns -= 1) await null;
  };
  return new Proxy(ledger, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== 'function' || name === 'streamRows') return method;
      return async (...given: unknown[]) => {
        await pause();
        left -= 1;
        if (left === 0 && random() < 0.5) throw new Error('the worker died');
        const result = await method.apply(target, given);
        await pause();
        if (left <= 0) throw new Error('the worker died');
        return result;
      };
    },
  });
}

/** The two questions that a census asks of those before it. */
function withQuestions(ledger: Ledger): Ledger {
  return {
    ...ledger,
    async query(sql, views, parameters) {
      const rowsOf = async (refs: readonly ArtifactRef[] = []) =>
        (await Promise.all(refs.map((ref) => ledger.readRows(ref, CENSUS)))).flat();
      if (sql.includes('from draws')) return (await rowsOf(views.draws?.refs)).map(({ key, etag }) => ({ key, etag }));
      if (!sql.includes('from census')) throw new Error(`nobody has asked this before: ${sql}`);
      const rows = await rowsOf(views.census?.refs);
      return rows
        .filter(({ lastModified }) => lastModified >= String(parameters?.horizon))
        .map(({ key, etag, tags }) => ({ key, etag, tags: JSON.stringify(tags) }));
    },
  };
}

class Schedule {
  readonly source: MemorySource = memorySource(START, PAGE);
  readonly ledger = withQuestions(memoryLedger());
  readonly rounds: OpenRound[] = [];
  readonly #config;
  #uploads = 0;

  /** @param givenUp whether rounds may end before they have drawn from what they claimed */
  constructor(
    lookbackMs: number,
    readonly random: () => number,
    readonly givenUp: boolean,
  ) {
    this.#config = loopConfig((config) => {
      config.lookbackMs = lookbackMs;
      config.feedbackMs = lookbackMs;
    });
  }

  begin(tick: number | null): OpenRound {
    const { name } = this.#config;
    const scope = {
      loop: name,
      configRef: { bucket: 'b', key: 'k', sha256: 's' },
      round: `${name}-${this.rounds.length}`,
    };
    const scheduledAt = tick === null ? null : formatInstant((this.source.now() - tick) * 1000);
    const begun: OpenRound = { scope, scheduledAt, has: 'begun', last: 'begun' };
    this.rounds.push(begun);
    return begun;
  }

  async step(on: OpenRound, again: boolean, diesAfter: number | null = null): Promise<void> {
    const ledger = slowly(this.ledger, this.random, diesAfter);
    const dependencies = {
      openLoop: async () => ({ config: this.#config, ledger }),
      store: this.source.store,
      rounds: { countWaiting: async () => 0 },
    } as unknown as Dependencies;
    const { scope, window, census } = on;
    const step = again ? on.last : on.has;
    if (step === 'begun') {
      const claim = await runActivity(claimWindow(dependencies), { ...scope, scheduledAt: on.scheduledAt });
      if (claim.kind !== 'claimed') return on.has === 'begun' ? this.#close(on, { kind: 'nothing-new' }) : undefined;
      // However often it asks, it is told the same.
      expect(claim.window).toEqual(on.window ?? claim.window);
      on.window = claim.window;
      if (on.has === 'begun') Object.assign(on, { has: 'claimed', last: 'begun' });
    } else if (step === 'claimed' && window) {
      const taken = await runActivity(takeCensus(dependencies, PART), { ...scope, window });
      expect(taken.census).toEqual(on.census?.census ?? taken.census);
      on.census = taken;
      if (on.has === 'claimed') Object.assign(on, { has: 'a census', last: 'claimed' });
    } else if (step === 'a census' && census) {
      await this.#draw(ledger, scope, census);
      if (on.has === 'a census') Object.assign(on, { has: 'ended', last: 'a census' });
    }
  }

  async #draw(ledger: Ledger, { round: id }: RoundScope, { census }: CensusResult): Promise<void> {
    const { parts } = JSON.parse(await ledger.readText(census)) as { parts: ArtifactRef[] };
    const rows = (await Promise.all(parts.map((part) => ledger.readRows(part, CENSUS)))).flat();
    const drawn = rows.filter(() => this.random() < 0.4).map((row) => drawRow(row.key, { ...row, itemId: row.etag }));
    await ledger.createRows(ledgerKeys.draw(id), DRAW, drawn);
  }

  abandon(on: OpenRound): Promise<void> {
    return this.#close(on, { kind: 'abandoned', by: 'ada', reason: 'test' });
  }

  async #close(on: OpenRound, outcome: RoundOutcome): Promise<void> {
    const openLoop = async () => ({ config: this.#config, ledger: this.ledger });
    const dependencies = { openLoop, store: this.source.store } as unknown as Dependencies;
    await runActivity(closeRound(dependencies), { ...on.scope, outcome });
    on.has = 'ended';
  }

  async happen(next: Event): Promise<void> {
    const at = (index: number): OpenRound | undefined => this.rounds[index % Math.max(1, this.rounds.length)];
    if (next.do === 'wait') this.source.pass(next.seconds);
    if (next.do === 'flag') this.source.tag(`key ${next.name}`, { flagged: 'true' });
    if (next.do === 'begin') this.begin(next.tick);
    if (next.do === 'upload') {
      const key = `key ${next.name}`;
      const tags = tagsOf({ key, predicted: 'Bread', truth: 'Bread', confidence: 0.9 });
      this.#uploads += 1;
      this.source.put(key, `upload ${this.#uploads}`, tags, next.hidden);
    }
    if (next.do === 'step') {
      const all = next.rounds.flatMap((index) => at(index) ?? []);
      // An attempt that comes back from the dead when its round has ended as one with nothing new claims for nobody.
      const on = this.givenUp ? all : [...new Set(all)].filter(({ has, window }) => has !== 'ended' || window);
      const steps = await Promise.allSettled(on.map((one) => this.step(one, next.again, next.diesAfter)));
      const failed = steps.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      if (failed && failed.reason.message !== 'the worker died') throw failed.reason;
    }
    if (next.do === 'abandon' && this.givenUp) {
      const on = at(next.round);
      if (on && on.has !== 'ended') await this.abandon(on);
    }
  }

  /** Everything has surfaced, every round has ended, and two more have looked. */
  async end(): Promise<void> {
    this.source.pass(60);
    for (const on of this.rounds) {
      if (this.givenUp && this.random() < 0.2 && on.has !== 'ended') await this.abandon(on);
      while (on.has !== 'ended') await this.step(on, false);
    }
    for (let last = 0; last < 2; last += 1) {
      const on = this.begin(null);
      while (on.has !== 'ended') await this.step(on, false);
      this.source.pass(1);
    }
  }
}

const schedules = fc.tuple(fc.array(event, { minLength: 20, maxLength: 60 }), fc.nat());

interface Played {
  lookbackMs?: number;
  givenUp?: boolean;
}

async function play(
  [events, seed]: [Event[], number],
  { lookbackMs = FOREVER_MS, givenUp = true }: Played = {},
): Promise<Schedule> {
  const schedule = new Schedule(lookbackMs, seededRandom(seed), givenUp);
  for (const next of events) await schedule.happen(next);
  await schedule.end();
  return schedule;
}

describe('whichever rounds race, die, come back or are parked, and whenever objects come or surface', () => {
  test('time has no gap, and each object that is there is in exactly one census, also of what was given up', async () => {
    const property = fc.asyncProperty(schedules, async (schedule) => {
      const { ledger, source } = await play(schedule);
      await expectOneCensusEach(ledger, source.objects());
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('a census that looks back for no longer than objects take to surface misses none of them', async () => {
    const property = fc.asyncProperty(schedules, async (schedule) => {
      const { ledger, source } = await play(schedule, { lookbackMs: LATEST * 1000, givenUp: false });
      await expectOneCensusEach(ledger, source.objects());
    });
    await fc.assert(property, { numRuns: 200 });
  });

  test('however short it looks back, nothing is in two', async () => {
    const property = fc.asyncProperty(schedules, fc.nat(LATEST), async (schedule, lookback) => {
      const { ledger } = await play(schedule, { lookbackMs: lookback * 1000 });
      await expectOneCensusEach(ledger, null);
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
