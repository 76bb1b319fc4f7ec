import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readEnvironment } from '../../src/config/environment';
import type { LoopConfig } from '../../src/contracts/loop-config';
import { ledgerKeys } from '../../src/domain/layout';
import { gateId, loopOfRound } from '../../src/domain/workflow-ids';
import { CENSUS } from '../../src/ledger/tables';
import { listRetrainings } from '../../src/loops/retraining-records';
import { claimsAfter } from '../../src/loops/round-history';
import { ensureSchedule, findLoop } from '../../src/temporal/schedules';
import { triggerRound } from '../../src/temporal/start-round';
import { openStoredLoops } from '../../src/wiring/stored-loops';
import { decideRetrainingUpdate, gateStatusQuery } from '../../workflows/messages';
import { newLoopFile } from '../cli/loop-file';
import { loopConfig } from '../rounds/loop-fixture';
import { contentsOf, outcomeOf } from '../rounds/outcome';
import { answerTasks, picturesByItem, theTruth } from '../rounds/people';
import { answerRound, playRound, produce, projectsOf, reaches, tasksOf } from '../rounds/play';
import { type Picture, pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { hasProposed } from './proposed';

jest.setTimeout(400_000);

const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** Everything that was not drawn to measure is drawn to train. */
const drawsAll = (config: LoopConfig): void => {
  config.draws = config.draws
    .filter(({ name }) => name !== 'low-confidence')
    .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
};

/** Two worker processes' worth of workers, each serving all queues. */
const withTwoWorkers = <T>(work: () => Promise<T>): Promise<T> => withWorkers(bench, () => withWorkers(bench, work));

const end = (...rounds: Round[]): Promise<unknown> =>
  Promise.all(rounds.map((round) => round.terminate('end of test').catch(() => undefined)));

test('two rounds of one loop start in one second, wait and file side by side, under two workers: every object once', async () => {
  const loop = await makeLoop(bench, loopConfig(drawsAll));
  const monday = pictures(8, 'monday');
  const tuesday = pictures(8, 'tuesday');
  const all = [...monday, ...tuesday];
  const { source, filing } = loop.config;
  await withTwoWorkers(async () => {
    await produce(bench, loop, monday);
    const first = await Promise.all([loop.start(1), loop.start(2)]);
    // One claims what there is; the other the second since then, in which there is nothing, or no window at all.
    const claimed = await eventually(() => firstClaim(loop), 180_000);
    const one = first.find(({ workflowId }) => workflowId === claimed) as Round;
    await reaches(one, 'waiting');
    await produce(bench, loop, tuesday);
    const two = await loop.start(3);
    await Promise.all([one, two].map((round) => reaches(round, 'waiting')));
    await Promise.all([one, two].map((round) => answerRound(bench, loop, round, all)));
    await Promise.all([one, two].map((round) => reaches(round, 'amending')));

    const outcomes = await Promise.all([one, two].map(({ workflowId }) => outcomeOf(loop, workflowId)));
    const rows = outcomes.flatMap((outcome) => outcome.filing);
    expect(rows.map(({ status }) => status)).toEqual(all.map(() => 'filed'));
    expect(rows.map(({ fromKey }) => fromKey).sort()).toEqual(all.map(({ key }) => key).sort());
    expect([...(await contentsOf(bench, filing.bucket)).keys()].sort()).toEqual(rows.map(({ toKey }) => toKey).sort());
    expect((await contentsOf(bench, source.bucket)).size).toBe(0);
    expect(await censusKeys(loop)).toEqual(all.map(({ key }) => key).sort());
    await end(...first, two);
  });
});
async function firstClaim({ ledger }: TestLoop): Promise<string> {
  const [claim] = await claimsAfter(ledger, null);
  if (!claim) throw new Error('nobody has claimed a window yet');
  return claim.round;
}

/** The keys in the censuses of all rounds: each as often as it was taken. */
async function censusKeys({ ledger }: TestLoop): Promise<string[]> {
  const keys: string[] = [];
  for (const { round } of await claimsAfter(ledger, null)) {
    for (const { key } of await ledger.list(ledgerKeys.censusPartsFolder(round))) {
      const ref = await ledger.find(key);
      if (ref) keys.push(...(await ledger.readRows(ref, CENSUS)).map((row) => row.key));
    }
  }
  return keys.sort();
}

test('a loop that moves and one that copies share a bucket, one prefix within the other: what the first has moved is named by the second, and nothing is lost', async () => {
  const mover = await makeLoop(bench, loopConfig(drawsAll));
  const { source } = mover.config;
  const copier = await makeLoop(
    bench,
    loopConfig((config) => {
      drawsAll(config);
      config.source = { ...source, prefix: 'day1/' };
      config.filing.mode = 'copy';
    }),
  );
  const all = [...pictures(6, 'day1'), ...pictures(3, 'day2')];
  await produce(bench, mover, all);
  await withWorkers(bench, async () => {
    const [moving, copying] = await Promise.all([mover.start(), copier.start()]);
    await Promise.all([moving, copying].map((round) => reaches(round, 'waiting')));
    const seen = all
      .filter(({ key }) => key.startsWith('day1/'))
      .map((picture) => ({ ...picture, key: picture.key.slice(5) }));
    const answers = await answersLater(copier, copying, seen);
    await answerRound(bench, mover, moving, all);
    await reaches(moving, 'amending');
    await answers();
    await reaches(copying, 'amending');

    const moved = await outcomeOf(mover, moving.workflowId);
    expect(moved.filing.map(({ status }) => status)).toEqual(all.map(() => 'filed'));
    expect((await contentsOf(bench, mover.config.filing.bucket)).size).toBe(9);
    // People saw them, so their labels stand; where the objects are, the copier's ledger does not say, but that they went.
    const left = await outcomeOf(copier, copying.workflowId);
    expect(left.labels.map(({ status }) => status)).toEqual(Array(6).fill('labelled'));
    expect(left.filing.map(({ status }) => status)).toEqual(Array(6).fill('gone'));
    expect(left.filing.map(({ fromKey }) => fromKey).sort()).toEqual(seen.map(({ key }) => `day1/${key}`).sort());
    expect((await contentsOf(bench, copier.config.filing.bucket)).size).toBe(0);
    await end(moving, copying);
  });
});

/** Knows what the pictures show while they are still at the source; people say it later. */
async function answersLater(loop: TestLoop, round: Round, all: readonly Picture[]) {
  const known = await picturesByItem(bench, loop.config, all);
  const tasks = await tasksOf(bench, loop, round.workflowId);
  return () => answerTasks(tasks, known, theTruth);
}

test('two operators decide at once: one decision stands, the other is told, and one retraining is recorded', async () => {
  const loop = await makeLoop(bench, loopConfig(drawsAll));
  const all = pictures(8);
  await produce(bench, loop, all);
  await withTwoWorkers(async () => {
    const round = await playRound(bench, loop, all);
    await hasProposed(bench, loop);
    const gate = bench.temporal.client.workflow.getHandle(gateId(loop.config.name));
    const digest = (await gate.query(gateStatusQuery)).proposal?.digest ?? '';
    const decide = (by: string, decision: 'approve' | 'reject') =>
      gate.executeUpdate(decideRetrainingUpdate, { args: [{ digest, decision, by }] });
    const said = await Promise.allSettled([decide('ada', 'approve'), decide('grace', 'reject')]);
    expect(said.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = said.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({
      cause: { message: expect.stringMatching(/has decided already|nothing waits/) },
    });
    await eventually(async () => expect(await listRetrainings(loop.ledger)).toHaveLength(1));
    const [recorded] = await listRetrainings(loop.ledger);
    const winner =
      said[0]?.status === 'fulfilled' ? { by: 'ada', verdict: 'approve' } : { by: 'grace', verdict: 'reject' };
    expect(recorded?.record.decision).toMatchObject(winner);
    await end(round);
    await gate.terminate('end of test');
  });
});

test('rounds are started by hand, twice at once, while the Schedule ticks: windows leave no gap, and every object is in one census', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      drawsAll(config);
      config.schedule = { kind: 'interval', everyMs: 2000, offsetMs: 0 };
      config.maxOpenRounds = 100;
    }),
  );
  const { client } = bench.temporal;
  const all = pictures(6, 'a');
  await withTwoWorkers(async () => {
    await produce(bench, loop, all.slice(0, 3));
    await ensureSchedule(client, loop.config, loop.ref);
    const started: PromiseSettledResult<string>[] = [];
    for (let time = 0; time < 3; time += 1) {
      started.push(
        ...(await Promise.allSettled([triggerRound(client, loop.config.name), triggerRound(client, loop.config.name)])),
      );
      if (time === 0) await produce(bench, loop, all.slice(3));
    }
    await client.schedule.getHandle(`annoloop-${loop.config.name}`).delete();
    for (const start of started) {
      if (start.status === 'fulfilled') expect(loopOfRound(start.value)).toBe(loop.config.name);
      else expect(start.reason).toMatchObject({ name: 'RoundNotStarted' });
    }
    // Everything that was uploaded is in a census by the time a last round has looked.
    const last = await loop.start(59);
    await eventually(async () => expect(await censusKeys(loop)).toEqual(all.map(({ key }) => key).sort()), 180_000);
    const claims = await claimsAfter(loop.ledger, null);
    expect(claims.length).toBeGreaterThan(1);
    for (const [index, claim] of claims.entries()) {
      if (index > 0) expect(claim.start).toBe(claims[index - 1]?.end);
    }
    expect(new Set(claims.map(({ round }) => round)).size).toBe(claims.length);
    await end(last);
    for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
      await client.workflow
        .getHandle(workflowId)
        .terminate('end of test')
        .catch(() => undefined);
    }
  });
});

describe('apply', () => {
  /** As two operators, or two pipelines, would run it: each a process of its own. */
  const apply = (file: string): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const env = { ...bench.environment, TEMPORAL_NAMESPACE: bench.temporal.namespace };
      execFile(process.execPath, [MAIN, 'apply', file, '--json'], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
      );
    });

  test.each(['the same file', 'two versions of it'])(
    'by two at once, %s: two projects with a hook each, one Schedule, and what it names is stored',
    async (which) => {
      const one = await newLoopFile();
      await bench.store.ensureBucket(one.source);
      const other = which === 'the same file' ? one.file : await changedCopy(one.file, { schedule: { every: '12h' } });
      const ran = await Promise.all([apply(one.file), apply(other)]);
      expect(ran.map(({ code, err }) => [code, err])).toEqual([
        [0, expect.anything()],
        [0, expect.anything()],
      ]);
      const configs = ran.map(
        ({ out }) => (JSON.parse(out) as { configRef: { key: string; sha256: string } }).configRef,
      );
      const { ledgerAt } = await openStoredLoops(readEnvironment(bench.environment, ['store', 'cache']));
      const ledger = ledgerAt(one.ledger, '');
      const { evaluation, training } = await projectsOf(ledger);
      for (const project of [evaluation, training])
        expect(await bench.labelStudio.listWebhooks(project)).toHaveLength(1);
      const scheduled = await findLoop(bench.temporal.client, one.name);
      expect(configs.map(({ sha256 }) => sha256)).toContain(scheduled.configRef.sha256);
      for (const { key } of configs) expect(await bench.store.head({ bucket: one.ledger, key })).not.toBeNull();
      // Whoever applies now finds nothing to do, or exactly what the other one's version changed.
      const again = JSON.parse((await apply(one.file)).out) as { changes: { action: string; what: string }[] };
      const changed = again.changes.filter(({ action: did }) => did !== 'unchanged').map(({ what }) => what);
      if (which === 'the same file') expect(changed).toEqual([]);
      else expect(changed.every((what) => what.startsWith('Schedule'))).toBe(true);
    },
  );
});

/** Another version of a loop file, beside it. */
async function changedCopy(file: string, changes: Record<string, unknown>): Promise<string> {
  const copy = `${file}.other.yaml`;
  await writeFile(copy, stringify({ ...parse(await readFile(file, 'utf8')), ...changes }));
  return copy;
}
