import type { FilingMode } from '../../src/contracts/loop-config';
import type { Copies } from '../faults/disturbed-workers';
import { filingBuckets, leftBy } from '../faults/filed-cases';
import { type FilingGround, openFilingGround } from '../faults/filing-ground';
import { startLine } from '../faults/line';
import { filingLoop, type StagedFiling, stagedFiling } from '../faults/staged-filing';
import type { TestLoop } from '../rounds/test-loop';
import { type DisturbedFiling, type LinedWorker, playFiling } from './disturbed-filing';
import { expectNothingMistaken } from './filing-outcome';
import { type FilingPlan, filingPlan, type Kind, type Others } from './filing-plan';
import { type PromiseNumber, promise } from './promises';
import { chaosRandom } from './seed';
import { tally } from './tally';

/** Filings of each kind of loop; all of a test are played side by side, since mostly they wait. */
const FILINGS = 6;
/** A request that is held is given up after this. */
const PATIENCE_MS = 3_000;

let ground: FilingGround;
/** All cases share the lines, and what is held on them: no two have one name. */
let cases = 0;
const lines: Awaited<ReturnType<typeof startLine>>[] = [];
const workers = new Map<string, Promise<LinedWorker>>();
const dying: Promise<unknown>[] = [];

beforeAll(async () => {
  ground = await openFilingGround();
});
afterAll(async () => {
  await Promise.all(lines.map((line) => line.close()));
  await Promise.all(dying);
  await ground.close();
});

const workerOf = (copies: Copies, place: string): Promise<LinedWorker> => {
  const open = async (): Promise<LinedWorker> => {
    const line = await startLine(ground.store.endpoint);
    lines.push(line);
    return { line, dependencies: await ground.worker(line.url, copies, PATIENCE_MS) };
  };
  const worker = workers.get(`${copies} ${place}`) ?? open();
  workers.set(`${copies} ${place}`, worker);
  return worker;
};

const MODES = ['move', 'copy', 'in-place'] as const;
const kindsOf = (mode: FilingMode): Kind[] =>
  [false, true].flatMap((versioned) => (['whole', 'in parts'] as const).map((copies) => ({ mode, versioned, copies })));

/** Of a case: the same filing, which nothing disturbs. */
const twinOf = (name: string): string => name.replace('case', 'twin');
const contentOf = (object: number): Buffer => Buffer.from(`as object ${object} was drawn`);

const stage = (loop: TestLoop, name: string, { objects }: FilingPlan): Promise<StagedFiling> =>
  stagedFiling(
    ground.bench,
    ground.client,
    loop,
    name,
    objects.map((object, index) => ({ ...object, key: `day/${name}${index}.png`, content: contentOf(index) })),
  );

interface Played {
  loop: TestLoop;
  finished: Map<string, { staged: StagedFiling; plan: FilingPlan; done: DisturbedFiling }>;
}

async function playAll({ mode, versioned, copies }: Kind, others: Others, promised: PromiseNumber): Promise<Played> {
  const loop = await filingLoop(ground.bench, ground.client, mode, { versioned });
  const finisher = await workerOf(copies, 'at the end');
  const random = chaosRandom(`filing ${mode} ${versioned} ${copies} ${others}`);
  const plans = Array.from({ length: FILINGS }, () => filingPlan(others, random));
  const finished: Played['finished'] = new Map();
  await Promise.all(
    plans.map(async (plan) => {
      cases += 1;
      const name = `case${cases}.`;
      const staged = await stage(loop, name, plan);
      const workerAfter = (deaths: number): Promise<LinedWorker> => workerOf(copies, `after ${deaths} deaths`);
      const playing = { ground, loop, name, staged, plan, content: contentOf, workerAfter, finisher, dying };
      finished.set(name, { staged, plan, done: await playFiling(playing) });
    }),
  );

  const done = [...finished.values()].map(({ done }) => done);
  tally(promised, 'filings', finished.size);
  tally(promised, 'faults', sum(done.map(({ faults }) => faults)));
  tally(promised, 'deaths', sum(done.map(({ deaths }) => deaths)));
  if (others !== 'nobody') tally(promised, 'changes by others', sum(done.map(({ acts }) => acts.length)));
  return { loop, finished };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

async function expectTwins({ mode, versioned, copies }: Kind): Promise<void> {
  const { loop, finished } = await playAll({ mode, versioned, copies }, 'nobody', 2);
  const cases = new Map<string, StagedFiling>();
  const { dependencies } = await workerOf(copies, 'at the end');
  for (const [name, { staged, plan }] of finished) {
    const twin = await stage(loop, twinOf(name), plan);
    for (const index of plan.versions.keys()) await twin.file(dependencies, index + 1);
    cases.set(name, staged).set(twinOf(name), twin);
  }
  const left = await leftBy(await filingBuckets(ground.bench, loop), cases);
  for (const name of finished.keys()) {
    expect([mode, versioned, copies, name, left.get(name)]).toEqual([
      mode,
      versioned,
      copies,
      name,
      left.get(twinOf(name)),
    ]);
  }
}

async function expectInOrder(kind: Kind, others: Others, promised: PromiseNumber): Promise<void> {
  const { loop, finished } = await playAll(kind, others, promised);
  const states = await filingBuckets(ground.bench, loop);
  expect(states.flatMap(({ uploads }) => uploads)).toEqual([]);
  for (const [name, { staged, done }] of finished) {
    const rows = await staged.rows(staged.versions());
    const ended = { kind, loop, staged, name, states, rows, acts: done.acts, lines };
    for (const object of staged.items.keys()) expectNothingMistaken(ended, object);
  }
}

describe(promise(2), () => {
  test.each(MODES)(
    'faults and deaths at random requests: each filing ends as its undisturbed twin (%s)',
    async (mode) => {
      await Promise.all(kindsOf(mode).map(expectTwins));
    },
  );
});

describe(promise(4), () => {
  test.each(MODES)(
    'who produces overwrites, repeats, deletes and tags at random requests, among faults and deaths: nothing is lost or mistaken (%s)',
    async (mode) => {
      await Promise.all(kindsOf(mode).map((kind) => expectInOrder(kind, 'who produces', 4)));
    },
  );
});

describe(promise(3), () => {
  test.each(MODES)(
    'something appears where objects are to be filed, at random requests, among faults and deaths: nothing is overwritten or lost (%s)',
    async (mode) => {
      await Promise.all(kindsOf(mode).map((kind) => expectInOrder(kind, 'who writes to the dataset', 3)));
    },
  );
});
