import { setTimeout as sleep } from 'node:timers/promises';
import type { LabelStudio } from '../../src/label-studio/port';
import type { CountedRound } from '../../src/server/round-hints';
import { HOOK_SECRET_HEADER, hookSecret } from '../../src/signing/hook-secret';
import { temporalRoundWaker } from '../../src/temporal/round-waker';
import { type OwnStore, startOwnStore } from '../faults/own-store';
import { hasProposed } from '../faults/proposed';
import { type WholeState, wholeState } from '../faults/whole-state';
import { MEDIA_KEYS, startTestServer, type TestServer } from '../server/support/running-server';
import { eventually } from '../setup/namespace';
import { loopConfig } from './loop-fixture';
import { answerRound, produce, projectsOf, reaches } from './play';
import { pictures } from './production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from './test-loop';
import { startWebhookLine } from './webhook-line';

jest.setTimeout(300_000);

const HOUR = 3_600_000;
const all = pictures(8);
const stores: OwnStore[] = [];
const benches: Bench[] = [];
const closing: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of closing) await close();
  for (const bench of benches) await bench.close();
  for (const store of stores) await store.close();
});

/** A loop on a store of its own, so that every run has the same items. */
async function freshLoop(pollMs: number): Promise<{ bench: Bench; loop: TestLoop }> {
  const store = await startOwnStore();
  stores.push(store);
  const bench = await openBench(store.environment);
  benches.push(bench);
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.annotation.pollMs = pollMs;
    }, 'webhooks'),
  );
  await produce(bench, loop, all);
  return { bench, loop };
}

async function serve(
  { temporal, store, labelStudio }: Bench,
  { config, ledger }: TestLoop,
  countRound: LabelStudio['countRound'] = labelStudio.countRound,
): Promise<TestServer> {
  const server = await startTestServer({
    loops: { [config.name]: { config, ledger } },
    store,
    labelStudio: { countRound },
    waker: temporalRoundWaker(temporal.client),
  });
  closing.push(() => server.close());
  return server;
}

/** What `apply` does: both projects tell this address of every answer. */
async function hookUp({ labelStudio }: Bench, { config, ledger }: TestLoop, url: string): Promise<void> {
  const headers = { [HOOK_SECRET_HEADER]: hookSecret(MEDIA_KEYS, config.name) };
  for (const project of Object.values(await projectsOf(ledger))) {
    await labelStudio.createWebhook(project, `${url}/hooks/label-studio/${config.name}`, headers);
  }
}

/** The loops differ in how often they poll, and so in their configurations. */
async function outcome(bench: Bench, loop: TestLoop): Promise<WholeState> {
  const state = await wholeState(bench, loop);
  const ledger = Object.entries(state.ledger).filter(([key]) => !key.includes('/config/'));
  return { ...state, ledger: Object.fromEntries(ledger) };
}

const signalsOf = async (round: Round): Promise<number> =>
  ((await round.fetchHistory()).events ?? []).filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'answersArrived',
  ).length;

async function conclude({ bench, loop }: { bench: Bench; loop: TestLoop }, round: Round): Promise<WholeState> {
  await reaches(round, 'amending');
  await hasProposed(bench, loop);
  await round.terminate('end of test');
  return outcome(bench, loop);
}

test('a round whose hooks all get lost, and one whose hooks all come five times and backwards, end the same', async () => {
  const polled = await freshLoop(1000);
  const lost = await withWorkers(polled.bench, async () => {
    const round = await polled.loop.start();
    await reaches(round, 'waiting');
    // Nobody listens there.
    await hookUp(polled.bench, polled.loop, 'http://127.0.0.1:9');
    await answerRound(polled.bench, polled.loop, round, all);
    return conclude(polled, round);
  });

  const hinted = await freshLoop(HOUR);
  const server = await serve(hinted.bench, hinted.loop);
  const line = await startWebhookLine(server.publicUrl);
  closing.push(() => line.close());
  const replayed = await withWorkers(hinted.bench, async () => {
    const round = await hinted.loop.start();
    await reaches(round, 'waiting');
    await hookUp(hinted.bench, hinted.loop, line.url);
    await answerRound(hinted.bench, hinted.loop, round, all);
    expect((await round.describe()).status.name).toBe('RUNNING');
    expect(line.kept.length).toBeGreaterThan(3);
    expect(new Set(await line.replayBackwards(5))).toEqual(new Set([202]));
    // Polling would have taken an hour.
    await reaches(round, 'amending');
    const before = await signalsOf(round);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(5);
    // All of it again, now that nobody waits for it.
    await line.replayBackwards(3);
    await sleep(500);
    expect(await signalsOf(round)).toBe(before);
    return conclude(hinted, round);
  });
  expect(replayed).toEqual(lost);
});

test('servers side by side and restarted, each sure that enough is answered, wake a round eight times at most', async () => {
  const { bench, loop } = await freshLoop(HOUR);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const enough = async (): Promise<CountedRound['counts']['training']> => ({ answered: 9, total: 9 });
    const hook = JSON.stringify({ action: 'ANNOTATION_CREATED', task: { data: { round: round.workflowId } } });
    for (let generation = 0; generation < 4; generation++) {
      const servers = await Promise.all([serve(bench, loop, enough), serve(bench, loop, enough)]);
      for (let n = 0; n < 8; n++) {
        await Promise.all(servers.map((server) => post(server, loop, hook)));
        await sleep(100);
      }
      // Each generation wakes it, as long as it may be woken.
      await eventually(async () => expect(await signalsOf(round)).toBeGreaterThan(generation));
      await Promise.all(servers.map((server) => server.close()));
    }
    expect(await signalsOf(round)).toBeLessThanOrEqual(8);
    const before = (await round.describe()).historyLength;
    expect(before).toBeLessThan(200);
    await round.terminate('end of test');
  });
});

test('a flood of hooks on a round that nobody answers makes a few counts, no signal and no history', async () => {
  const { bench, loop } = await freshLoop(HOUR);
  let counts = 0;
  const server = await serve(bench, loop, (...args) => {
    counts += 1;
    return bench.labelStudio.countRound(...args);
  });
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const before = (await round.describe()).historyLength;
    const hook = JSON.stringify({ action: 'ANNOTATION_CREATED', task: { data: { round: round.workflowId } } });
    const deletion = JSON.stringify({ action: 'ANNOTATIONS_DELETED', annotations: [{ id: 1 }] });
    const unknown = (n: number) =>
      JSON.stringify({ action: 'ANNOTATION_CREATED', task: { data: { round: `${loop.config.name}-round-${n}` } } });
    const answerMs: number[] = [];
    for (let n = 0; n < 2000; n += 20) {
      const burst = Array.from({ length: 20 }, (_, k) => [hook, hook, deletion, unknown(n + k)][k % 4] ?? hook);
      await Promise.all(
        burst.map(async (body) => {
          const asked = performance.now();
          expect(await post(server, loop, body)).toBe(202);
          answerMs.push(performance.now() - asked);
        }),
      );
    }
    await sleep(500);
    // Two requests a look. The annotator waits for our answer, and Label Studio gives up after a second.
    expect(counts).toBeGreaterThan(0);
    expect(counts).toBeLessThan(40);
    expect(answerMs.sort((a, b) => a - b)[Math.floor(answerMs.length / 2)]).toBeLessThan(500);
    expect(await signalsOf(round)).toBe(0);
    expect((await round.describe()).historyLength).toBe(before);
    await round.terminate('end of test');
  });
});

async function post(server: TestServer, { config }: TestLoop, body: string): Promise<number> {
  const headers = { [HOOK_SECRET_HEADER]: hookSecret(MEDIA_KEYS, config.name) };
  const response = await fetch(`${server.publicUrl}/hooks/label-studio/${config.name}`, {
    method: 'POST',
    headers,
    body,
  });
  await response.arrayBuffer();
  return response.status;
}
