import { setTimeout as sleep } from 'node:timers/promises';
import { createActivities } from '../../activities';
import { registerLoop } from '../../src/cli/commands/loop';
import { EXIT } from '../../src/cli/exit-codes';
import type { ConfigRef } from '../../src/contracts/artifact';
import type { RetrainingRecord, RoundProposal } from '../../src/contracts/retraining';
import { ledgerKeys } from '../../src/domain/layout';
import { roundStatus } from '../../src/temporal/operate-round';
import { proposeToGate } from '../../src/temporal/rounds';
import { ensureSchedule, pauseLoop, resumeLoop } from '../../src/temporal/schedules';
import { triggerRound } from '../../src/temporal/start-round';
import { loopConfig } from '../rounds/loop-fixture';
import { type Bench, makeLoop, openBench } from '../rounds/test-loop';
import { eventually, freshNamespace, type TestNamespace } from '../setup/namespace';
import { type RunningWorkers, runWorkers } from '../workflows/run-workers';
import { artifact, pending, stubActivities } from '../workflows/stub-activities';
import { type Ran, runCommand } from './run-command';

jest.setTimeout(120_000);

let bench: Bench;
let workers: RunningWorkers;
/** Rounds that are said to wait for people. */
let waiting = 0;

beforeAll(async () => {
  bench = await openBench();
  const rounds = { ...bench.dependencies.rounds, countWaiting: async () => waiting };
  const { claimWindow, closeRound } = createActivities({ ...bench.dependencies, rounds }).main;
  const { activities } = stubActivities(10, {
    claimWindow,
    closeRound,
    awaitAnswers: async () => {
      throw pending('7 of 10 answered');
    },
  });
  workers = await runWorkers(bench.temporal.namespace, activities);
}, 120_000);
afterAll(async () => {
  await workers.stop();
  await bench.close();
});

const run = ({ namespace }: { namespace: string }, ...args: string[]): Promise<Ran> =>
  runCommand([registerLoop], ['loop', ...args, '--namespace', namespace]);

const headline = { value: 0.73, lower: 0.64, upper: 0.81, n: 100, sufficient: true };

const proposalOf = (loop: string, configRef: ConfigRef): RoundProposal => ({
  loop,
  configRef,
  round: `${loop}-round-2026-11-21T00:00:00Z`,
  window: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' },
  version: 1,
  labels: artifact('labels'),
  filing: artifact('filing'),
  estimate: artifact('estimate'),
  headline,
  trainingLabels: 8,
});

const retraining = (loop: string): RetrainingRecord => ({
  number: 1,
  loop,
  proposal: {
    digest: 'c0ffee',
    manifest: artifact('manifest.jsonl', 48),
    estimate: artifact('estimate'),
    classes: artifact('classes'),
    round: `${loop}-round-2026-11-20T00:00:00Z`,
    headline,
    items: 48,
    newLabels: 8,
    because: 'always',
    expiresAt: null,
  },
  decision: { digest: 'c0ffee', verdict: 'approve', by: 'ada', at: '2026-11-20T12:00:00.000Z', comment: null },
  trigger: 'none',
  result: { modelVersion: 'food11-2', metrics: {}, model: null },
  failure: null,
});

/** A loop that starts rounds only when a test says so. */
async function scheduled(temporal: TestNamespace) {
  const loop = await makeLoop(bench, loopConfig());
  await ensureSchedule(temporal.client, loop.config, loop.ref);
  await pauseLoop(temporal.client, loop.config.name, 'test');
  return { ...loop, name: loop.config.name };
}

test('a loop shows its Schedule, what is open, what waits for a decision, its last model, and ticks that came to nothing', async () => {
  const { temporal } = bench;
  const { client } = temporal;
  const { name, ref, ledger } = await scheduled(temporal);
  expect((await run(temporal, 'show', name)).out).toContain(
    'No open rounds.\n\nNo round has proposed a retraining yet.',
  );

  waiting = 0;
  const open = await triggerRound(client, name);
  await eventually(async () => expect((await roundStatus(client, open)).phase).toBe('waiting'));
  waiting = 5;
  const skipped: string[] = [];
  for (let tick = 0; tick < 2; tick++) {
    // Of two ticks within a second Temporal drops one.
    await sleep(1_100);
    skipped.push(await triggerRound(client, name));
  }
  for (const round of skipped) {
    expect(await client.workflow.getHandle(round).result()).toMatchObject({ outcome: 'skipped' });
  }
  await ledger.createJson(ledgerKeys.retraining(1), retraining(name));
  await proposeToGate(client, proposalOf(name, ref));

  const since = expect.stringMatching(/^20\d\d-\d\d-\d\dT/);
  const skippedTicks = { ticks: 3, skipped: 2, since, ongoing: true };
  await eventually(async () => {
    const { code, out } = await run(temporal, 'show', name, '--json');
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(out)).toMatchObject({
      loop: name,
      paused: true,
      note: 'test',
      nextTimes: expect.arrayContaining([since]),
      openRounds: [{ round: open, phase: 'waiting' }],
      gate: { phase: 'deciding', proposal: { newLabels: 8 } },
      unanswered: null,
      skippedTicks,
      estimate: null,
      model: { modelVersion: 'food11-2', decision: { by: 'ada' } },
      unreadable: null,
    });
  });

  const { out } = await run(temporal, 'show', name);
  expect(out).toContain('state     paused: test');
  expect(out).not.toContain('next ');
  expect(out).toMatch(/skipped +2 of the last 3 ticks, since 20.* ago\), the last one too: maxOpenRounds/);
  expect(out).toContain('model     food11-2, approved by ada, 2026-11-20T12:00:00Z');
  expect(out).toMatch(new RegExp(`${open} +waiting +1970-01-01T00:00:00Z`));
  expect(out).toContain('gate      waits for a decision');
  expect(out).toContain(`annoloop approve ${name}`);

  await resumeLoop(client, name, 'go on');
  expect((await run(temporal, 'show', name)).out).toMatch(/state +running\nnext +20\S+ \(in /);
  expect((await run(temporal, 'list')).out).toContain(`${name} skipped 2 of the last 3 ticks, since 20`);
  const [listed] = JSON.parse((await run(temporal, 'list', '--json')).out) as { loop: string }[];
  expect(listed).toMatchObject({ loop: name, skippedTicks });
  await client.workflow.getHandle(open).terminate('end of test');
});

test('what cannot be asked is said, and hides nothing else: a ledger that is gone, a gate without a worker', async () => {
  const unserved = await freshNamespace();
  try {
    const { name, ref, config } = await scheduled(unserved);
    await bench.store.delete(ref);
    await proposeToGate(unserved.client, proposalOf(name, ref));
    const { code, out } = await run(unserved, 'show', name);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('state     paused: test');
    expect(out).toContain(`the configuration at ${config.ledger.bucket}/`);
    expect(out).toContain('What waits for a decision is not known');
    expect(out).toContain('no worker answered within 10 s');
  } finally {
    await unserved.close();
  }
});

test('a loop that does not exist is said so', async () => {
  const { code, err } = await run(bench.temporal, 'show', 'never-was');
  expect(code).toBe(EXIT.notFound);
  expect(err).toContain("there is no loop 'never-was'");
});
