import { setTimeout as sleep } from 'node:timers/promises';
import type { Dependencies } from '../../activities/dependencies';
import type { CensusResult, RoundOutcome } from '../../src/contracts/activities';
import type { RoundScope } from '../../src/contracts/artifact';
import type { Window } from '../../src/contracts/window';
import { formatInstant } from '../../src/domain/windows';
import type { ObjectStore } from '../../src/object-store/port';
import { scopeOf } from '../activities/support/staged-round';
import { runStep } from '../activities/support/steps';
import { untilItWorks } from '../faults/importers';
import { tagsOf } from '../rounds/production';
import type { Bench, TestLoop } from '../rounds/test-loop';
import { type ClaimsPlan, type RoundPlan, SCHEDULE_MS } from './claims-plan';

/** A round as its workflow takes it: claim, census, draw; then it is out of the way of the others. */
interface Going {
  scope: RoundScope;
  scheduledAt: string | null;
  steps: number;
  window?: Window;
  census?: CensusResult;
  ended: boolean;
}

/**
 * Plays what was planned, each thing in its time, and then brings everything to its end: terminated rounds are started
 * again, and two more rounds look at what is there by then.
 * @param worker reaches the store as a worker does, with what gets lost on the way
 */
export async function playSchedule(
  bench: Bench,
  worker: Dependencies,
  loop: TestLoop,
  plan: ClaimsPlan,
): Promise<{ rounds: number; terminated: number }> {
  const began = Date.now();
  const until = (ms: number): Promise<void> => sleep(Math.max(0, began + ms - Date.now()));
  const { bucket } = loop.config.source;
  const hidden = new Map<string, number>();
  const dependencies = { ...worker, store: listingLate(worker.store, bucket, hidden) };
  const open: Going[] = [];
  let terminated = 0;

  const upload = async (): Promise<void> => {
    for (const { at, key, version, hiddenMs, unusable } of plan.uploads) {
      await until(at);
      if (hiddenMs > 0) hidden.set(key, Date.now() + hiddenMs);
      const tags = tagsOf({ key, predicted: 'Bread', truth: 'Bread', confidence: (version % 10) / 10 });
      await bench.store.put({ bucket, key }, Buffer.from(`${key} ${version}`), unusable ? {} : { tags });
    }
  };
  const flag = async ({ at, key }: { at: number; key: string }): Promise<void> => {
    await until(at);
    const present = await bench.store.getTags({ bucket, key }).catch(() => null);
    if (present?.predicted_class === undefined) return;
    await bench.store.putTags({ bucket, key }, { ...present, flagged: 'true' }).catch(() => undefined);
  };
  const begin = (n: number, tick: number | null): Going => {
    const scheduledAt = tick === null ? null : formatInstant(Date.now() - tick * 1_000);
    const going: Going = { scope: scopeOf(loop, n), scheduledAt, steps: 0, ended: false };
    open.push(going);
    return going;
  };
  const go = async (n: number, { at, tick, pauseMs, workers, terminated: end, abandonedAfter }: RoundPlan) => {
    await until(at);
    const going = begin(n, tick);
    while (!going.ended) {
      if (abandonedAfter === going.steps) return close(dependencies, going, GIVEN_UP);
      if (end?.after === going.steps) {
        terminated += 1;
        if (end.againMs === null) return;
        await sleep(end.againMs);
        // Its history is gone with it: it asks for everything again.
        Object.assign(going, { steps: 0, window: undefined, census: undefined });
        return finish(dependencies, going);
      }
      await step(dependencies, going, workers);
      await sleep(pauseMs);
    }
  };
  await Promise.all([upload(), ...plan.flags.map(flag), ...plan.rounds.map((round, n) => go(n, round))]);

  await until(SCHEDULE_MS + 2_000);
  const latest = Math.max(0, ...hidden.values());
  await sleep(Math.max(0, latest - Date.now()));
  for (const going of open) {
    if (going.ended) continue;
    Object.assign(going, { steps: 0, window: undefined, census: undefined });
    await finish(dependencies, going);
  }
  for (const n of [0, 1]) {
    await finish(dependencies, begin(plan.rounds.length + n, null));
    await sleep(2_000);
  }
  return { rounds: open.length, terminated };
}

const GIVEN_UP: RoundOutcome = { kind: 'abandoned', by: 'ada', reason: 'test' };

async function finish(dependencies: Dependencies, going: Going): Promise<void> {
  while (!going.ended) await step(dependencies, going, 1);
}

/** The next step of a round, by so many workers at once; all of them must say the same. */
async function step(dependencies: Dependencies, going: Going, workers: number): Promise<void> {
  const { scope, scheduledAt, window, census } = going;
  const byAll = async <T>(run: () => Promise<T>): Promise<T> => {
    const results = await Promise.all(Array.from({ length: workers }, () => untilItWorks(run)));
    return results[0]?.result as T;
  };
  going.steps += 1;
  if (!window) {
    const claim = await byAll(() => runStep(dependencies, 'claimWindow', { ...scope, scheduledAt }));
    if (claim.kind === 'claimed') going.window = claim.window;
    else await close(dependencies, going, { kind: 'nothing-new' });
  } else if (!census) {
    going.census = await byAll(() => runStep(dependencies, 'takeCensus', { ...scope, window }));
  } else {
    await byAll(() => runStep(dependencies, 'drawItems', { ...scope, window, census: census.census }));
    going.ended = true;
  }
}

async function close(dependencies: Dependencies, going: Going, outcome: RoundOutcome): Promise<void> {
  going.ended = true;
  await untilItWorks(() => runStep(dependencies, 'closeRound', { ...going.scope, outcome }));
}

/** Uploads of many parts are dated by their beginning and listed when they are complete. */
function listingLate(store: ObjectStore, bucket: string, hidden: ReadonlyMap<string, number>): ObjectStore {
  return {
    ...store,
    async *list(from, options) {
      for await (const page of store.list(from, options)) {
        if (from.bucket !== bucket) yield page;
        else yield page.filter(({ key }) => (hidden.get(key) ?? 0) <= Date.now());
      }
    },
  };
}
