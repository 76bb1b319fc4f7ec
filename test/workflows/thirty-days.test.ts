import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';
import { DATA_QUEUE, LABEL_STUDIO_QUEUE, MAIN_QUEUE } from '../../src/contracts/task-queues';
import { formatInstant } from '../../src/domain/windows';
import { roundId } from '../../src/domain/workflow-ids';
import { roundStatusQuery } from '../../workflows/messages';
import { mutatedBundle } from '../replay/mutated-bundle';
import { stack } from '../setup/stack';
import { ITEMS, type PatientLoop, patientLoop } from './time-skipping/patient-loop';
import { missingTools, startTimeSkippingServer } from './time-skipping/server';

jest.setTimeout(120_000);

/** The server comes from a registry, once. */
const FIRST_INSTALLATION = 600_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** As in the loop files below. */
const POLL = 2 * HOUR;
/** Whole days after the claim end within seconds of a look, which sees or misses what people do then; an hour later lies between two. */
const BETWEEN_LOOKS = HOUR;

const missing = missingTools();
const skipped =
  missing.length === 0 ? '' : ` (SKIPPED: ${missing.join(' and ')} not installed, so no clock that skips)`;
// Jest says nothing of a file whose tests are all skipped.
if (skipped) process.stderr.write(`test/workflows/thirty-days.test.ts${skipped}\n`);
const testDays = skipped ? test.skip : test;

type Bundle = { codePath: string } | { code: string };
/** A history that is full after each amendment: that server says so at 4,096 events, and cannot be told otherwise. */
const SOON_FULL = {
  name: 'continues as new after each amendment',
  file: 'round/amend-until-closed.ts',
  from: 'if (workflowInfo().continueAsNewSuggested) {',
  to: 'if (workflowInfo()) {',
  breaks: null,
};

let env: TestWorkflowEnvironment;

beforeAll(async () => {
  if (skipped) return;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  env = await startTimeSkippingServer();
}, FIRST_INSTALLATION);
afterAll(() => env?.teardown());

testDays(
  `people need thirty days, across four deployments: their answers are collected within a look, and the round closes on its day with a small history${skipped}`,
  async () => {
    const bundle = { codePath: stack.workflowBundle };
    const loop = await loopFrom('{ poll: 2h, until: { deadline: 40d }, close: 45d }');
    const { diary } = loop;
    const round = await started('patient');
    const startedAt = await env.currentTimeMs();
    for (const _ of [1, 2, 3]) {
      await served(bundle, loop, () => env.sleep(10 * DAY + BETWEEN_LOOKS));
      // A look every two hours, none of which is an event.
      expect((await round.fetchHistory()).events?.length).toBeLessThan(100);
    }
    expect(diary.collected).toEqual([]);
    loop.answered(ITEMS);
    const answeredAt = await env.currentTimeMs();
    await served(bundle, loop, () => env.sleep('6 days'));
    expect(after(answeredAt, POLL, diary.collected)).toEqual([0]);
    // Somebody deletes a task that was answered.
    loop.answered(ITEMS - 1);
    const deletedAt = await env.currentTimeMs();
    await served(bundle, loop, () => round.result());

    const claimedAt = Date.parse(diary.claimed.join());
    // The store was away at first, and everything counts from the claim.
    expect(claimedAt - startedAt).toBeGreaterThan(DAY);
    expect(after(deletedAt, POLL, diary.collected.slice(1, 2))).toEqual([0]);
    expect(after(claimedAt, MINUTE, diary.collected.slice(2))).toEqual([(45 * DAY) / MINUTE]);
    expect(after(claimedAt, MINUTE, diary.closed)).toEqual([(45 * DAY) / MINUTE]);
    expect(longestPause(diary.looked)).toBeLessThan(POLL + MINUTE);
    const history = await round.fetchHistory();
    expect(history.events?.length).toBeLessThan(250);
    await Worker.runReplayHistory({ workflowBundle: bundle }, history, round.workflowId);
  },
);

testDays(
  `most people never answer: the round goes on with what there is on day 30, and closes on day 45, terminated and continued as new meanwhile${skipped}`,
  async () => {
    const bundle = await mutatedBundle(SOON_FULL);
    const loop = await loopFrom('{ poll: 2h, until: { deadline: 30d }, close: 45d }');
    const { diary } = loop;
    const first = await started('impatient');
    await served(bundle, loop, () => env.sleep('3 days'));
    loop.answered(ITEMS / 2);
    await served(bundle, loop, () => env.sleep('9 days'));
    await first.terminate('by mistake');
    await env.sleep('2 days');
    const round = await started('impatient');
    const status = await served(bundle, loop, async () => {
      await env.sleep(20 * DAY + BETWEEN_LOOKS);
      return round.query(roundStatusQuery);
    });

    const [claim = '', ...again] = diary.claimed;
    expect(again).toEqual([claim]);
    const claimedAt = Date.parse(claim);
    const [deadline, closesAt] = [claimedAt + 30 * DAY, claimedAt + 45 * DAY].map(formatInstant);
    expect(status).toMatchObject({ phase: 'amending', deadline, closesAt });
    expect(after(claimedAt, MINUTE, diary.collected)).toEqual([(30 * DAY) / MINUTE]);

    loop.answered(ITEMS / 2 - 1);
    const deletedAt = await env.currentTimeMs();
    await served(bundle, loop, () => round.result());
    expect(after(deletedAt, POLL, diary.collected.slice(1, 2))).toEqual([0]);
    expect(after(claimedAt, MINUTE, diary.collected.slice(2))).toEqual([(45 * DAY) / MINUTE]);
    expect(after(claimedAt, MINUTE, diary.closed)).toEqual([(45 * DAY) / MINUTE]);
    const last = await env.client.workflow.getHandle(round.workflowId).describe();
    expect(last.runId).not.toBe(round.firstExecutionRunId);
  },
);

/** The loop's activities with this part of its file. */
async function loopFrom(annotation: string): Promise<PatientLoop> {
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-thirty-days-'));
  try {
    const file = join(folder, 'patient.yaml');
    await writeFile(
      file,
      `name: patient
source: { bucket: production, since: 2026-01-01T00:00:00Z }
ledger: { bucket: patient-ledger }
classes: [Bread, Egg]
draws:
  - { name: evaluation, strategy: random, size: ${ITEMS / 5}, purpose: evaluation }
  - { name: training, strategy: random, size: ${ITEMS - ITEMS / 5}, purpose: training }
annotation: ${annotation}
filing: { bucket: patient-dataset }
`,
    );
    return patientLoop((await loadLoopFile(file)).config, () => env.currentTimeMs());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function started(loop: string) {
  return env.client.workflow.start('annotationRound', {
    workflowId: roundId(loop, '2026-11-21T00:00:00Z'),
    taskQueue: MAIN_QUEUE,
    args: [{ loop, configRef: { bucket: 'ledger', key: 'config/x.json', sha256: 'x' } }],
  });
}

/** Workers are deployed anew and serve the loop until `then` has seen what it waits for. */
async function served<T>(workflowBundle: Bundle, { activities }: PatientLoop, then: () => Promise<T>): Promise<T> {
  // Without a cache there is no queue of a worker's own: that server would wait for ever for one that was shut down.
  const common = { connection: env.nativeConnection, activities, maxCachedWorkflows: 0 };
  const main = await Worker.create({ ...common, taskQueue: MAIN_QUEUE, workflowBundle });
  const others = await Promise.all(
    [DATA_QUEUE, LABEL_STUDIO_QUEUE].map((taskQueue) => Worker.create({ ...common, taskQueue })),
  );
  const running = others.map((worker) => worker.run());
  try {
    return await main.runUntil(then);
  } finally {
    for (const worker of others) worker.shutdown();
    await Promise.all(running);
  }
}

/** How many whole units after `from` each time is. */
const after = (from: number, unit: number, times: readonly number[]): number[] =>
  times.map((time) => Math.floor((time - from) / unit));

const longestPause = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
