import type { Dependencies } from '../../activities/dependencies';
import { destinationOf, expectNowhereLost } from '../faults/filed-cases';
import type { FilingGround } from '../faults/filing-ground';
import { kindOf } from '../faults/kind-of-request';
import type { InjectedFault, Line, PassedRequest } from '../faults/line';
import { MEDDLING, type Meddling } from '../faults/meddling';
import type { StagedFiling } from '../faults/staged-filing';
import type { TestLoop } from '../rounds/test-loop';
import type { Disturbance, FilingPlan } from './filing-plan';

/** A worker with a line of its own: what is held on it when it dies stays held. */
export interface LinedWorker {
  line: Line;
  dependencies: Dependencies;
}

/** What somebody else did to an object, and when. */
export interface Act {
  object: number;
  what: Meddling;
  /** The request that was under way: `HEAD destination`. */
  before: string;
  /** `performance.now()` when it was done. */
  at: number;
}

export interface DisturbedFiling {
  acts: Act[];
  faults: number;
  deaths: number;
}

interface Playing {
  ground: FilingGround;
  loop: TestLoop;
  /** Its name is in all keys of the case, and in those of no other. */
  name: string;
  staged: StagedFiling;
  plan: FilingPlan;
  content(object: number): Buffer;
  /** The worker that comes when so many have died. */
  workerAfter(deaths: number): Promise<LinedWorker>;
  /** Nothing disturbs it. */
  finisher: LinedWorker;
  /** Takes what dead workers had begun: it ends with their lines. */
  dying: Promise<unknown>[];
}

/** As often as Temporal runs a step again before another worker has its turn here. */
const ATTEMPTS = 3;

/** Of a copy that somebody changed between the copying and the look at it: tried again, as all that has no type. */
const NOT_VERIFIED = 'the source was left alone';

/** Requests of one object of a case; its key and its destinations begin alike. */
export const ofObject =
  (name: string, object: number) =>
  ({ url }: PassedRequest): boolean =>
    url.includes(`${name}${object}.`) || url.includes(`${name}${object}-`);

/** Each version of a filing under what was planned for it, worker after worker, and finished by one that nothing disturbs. */
export async function playFiling(playing: Playing): Promise<DisturbedFiling> {
  const { ground, loop, staged, plan, finisher } = playing;
  const done: DisturbedFiling = { acts: [], faults: 0, deaths: 0 };
  for (const [index, tries] of plan.versions.entries()) {
    const version = index + 1;
    for (const disturbances of tries) {
      const outcome = await disturbedTry(playing, version, disturbances, done);
      // Who else has a hand in it may delete and overwrite; what is left then is told at the end.
      if (done.acts.length === 0) await expectNowhereLost(ground.bench, loop, staged);
      if (outcome === 'filed') break;
    }
    await staged.file(finisher.dependencies, version);
  }
  return done;
}

async function disturbedTry(
  playing: Playing,
  version: number,
  disturbances: readonly Disturbance[],
  done: DisturbedFiling,
): Promise<'filed' | 'failed' | 'died'> {
  const { line, dependencies } = await playing.workerAfter(done.deaths);
  const injected = disturbances.map((disturbance) => inject(playing, line, disturbance, done));
  const trying = attempts(() => playing.staged.file(dependencies, version));
  playing.dying.push(trying.catch(() => undefined));
  const outcome = await Promise.race([trying, ...injected.flatMap(({ death }) => (death ? [death] : []))]);
  for (const { fault, silence } of injected) {
    fault.remove();
    // The dead stay silent; whoever comes next has another line.
    if (outcome !== 'died') silence?.remove();
  }
  if (outcome === 'died') done.deaths += 1;
  done.faults += injected.filter(({ fault }) => fault.hits > 0).length;
  return outcome;
}

async function attempts(file: () => Promise<void>): Promise<'filed' | 'failed'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await file();
      return 'filed';
    } catch (error) {
      // What a worker meets must be something that is tried again, never something that parks a round.
      const { nonRetryable, message } = error as { nonRetryable?: boolean; message: string };
      if (nonRetryable !== false && !message.endsWith(NOT_VERIFIED)) throw error;
      if (attempt === ATTEMPTS) return 'failed';
    }
  }
}

interface Injected {
  fault: InjectedFault;
  /** From a worker's death on. */
  silence?: InjectedFault;
  death?: Promise<'died'>;
}

function inject(
  { ground, loop, name, staged, content }: Playing,
  line: Line,
  { object, n: skip, what }: Disturbance,
  done: DisturbedFiling,
): Injected {
  const isOfCase = ({ url }: PassedRequest): boolean => url.includes(name);
  const isOwn = object === null ? isOfCase : ofObject(name, object);
  if (what === 'the worker dies') {
    let isDead = false;
    const fault = line.inject({ matches: isOwn, skip, times: 1, fault: { kind: 'hold-reply' } });
    const silence = line.inject({ matches: (request) => isDead && isOfCase(request), fault: { kind: 'hold' } });
    const death = fault.first.then(() => {
      isDead = true;
      return 'died' as const;
    });
    return { fault, silence, death };
  }
  if ('kind' in what) return { fault: line.inject({ matches: isOwn, skip, times: 1, fault: what }) };

  const on = object ?? 0;
  const item = staged.items[on] as StagedFiling['items'][number];
  const to = destinationOf(loop, staged, on, 1);
  let latest = '';
  const matches = (request: PassedRequest): boolean => {
    if (isOwn(request)) latest = kindOf(request, { item, to });
    return isOwn(request);
  };
  const act = async (): Promise<void> => {
    const before = latest;
    // Who tags what is gone by now does nothing.
    await MEDDLING[what.meddling](ground.bench.store, { item, content: content(on), to }).then(
      () => done.acts.push({ object: on, what: what.meddling, before, at: performance.now() }),
      () => undefined,
    );
  };
  return { fault: line.inject({ matches, skip, times: 1, fault: { kind: 'meanwhile', act } }) };
}
