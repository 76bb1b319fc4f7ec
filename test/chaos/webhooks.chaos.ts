import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { parseMediaKeys } from '../../src/config/environment/media-keys';
import { scheduleId } from '../../src/domain/workflow-ids';
import { HOOK_SECRET_HEADER, hookSecret } from '../../src/signing/hook-secret';
import { type Line, startLine } from '../faults/line';
import { type OwnStore, startOwnStore } from '../faults/own-store';
import { hasProposed } from '../faults/proposed';
import { type WholeState, wholeState } from '../faults/whole-state';
import { loopConfig } from '../rounds/loop-fixture';
import { answerRound, produce, projectsOf, reaches } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from '../rounds/test-loop';
import { stack } from '../setup/stack';
import { type BuiltServer, startBuiltServer } from './built-server';
import { promise } from './promises';
import { chaosRandom } from './seed';
import { tally } from './tally';

const HOUR = 3_600_000;
const HOOKS = 10_000;
const FLOOD_MS = 60_000;
/** Of hooks at once: Label Studio has no more requests at a time. */
const LANES = 100;
const all = pictures(8);

interface Scene {
  bench: Bench;
  loop: TestLoop;
}

describe(promise(8), () => {
  const stores: OwnStore[] = [];
  const benches: Bench[] = [];
  const servers: BuiltServer[] = [];
  let line: Line;

  beforeAll(async () => {
    line = await startLine(stack.labelStudio.url);
  });
  afterAll(async () => {
    for (const server of servers) await server.kill();
    await line.close();
    for (const bench of benches) await bench.close();
    for (const store of stores) await store.close();
  });

  async function stage(pollMs: number): Promise<Scene> {
    const store = await startOwnStore();
    stores.push(store);
    const bench = await openBench(store.environment);
    benches.push(bench);
    const config = loopConfig((changed) => {
      changed.annotation.pollMs = pollMs;
    }, 'flooded');
    const loop = await makeLoop(bench, config);
    await produce(bench, loop, all);
    return { bench, loop };
  }
  /** As `annoloop server` runs beside the others: it finds the loop by its Schedule, and Label Studio behind the line. */
  async function serve({ bench }: Scene): Promise<BuiltServer> {
    const server = await startBuiltServer({
      ...bench.environment,
      TEMPORAL_NAMESPACE: bench.temporal.namespace,
      LABEL_STUDIO_URL: line.url,
    });
    servers.push(server);
    return server;
  }
  async function conclusionOf({ bench, loop }: Scene, round: Round): Promise<WholeState> {
    await reaches(round, 'amending');
    await hasProposed(bench, loop);
    await round.terminate('end of test');
    const state = await wholeState(bench, loop);
    // The loops differ in how often they poll.
    const ledger = Object.entries(state.ledger).filter(([key]) => !key.includes('/config/'));
    return { ...state, ledger: Object.fromEntries(ledger) };
  }

  test('ten thousand hooks in a minute, on two servers of which one is killed, change nothing and cost little', async () => {
    const polled = await stage(1_000);
    const expected = await withWorkers(polled.bench, async () => {
      const round = await polled.loop.start();
      await answerRound(polled.bench, polled.loop, round, all);
      return conclusionOf(polled, round);
    });

    const scene = await stage(HOUR);
    const { bench, loop } = scene;
    await bench.temporal.client.schedule.create({
      scheduleId: scheduleId(loop.config.name),
      spec: { intervals: [{ every: '365 days' }] },
      state: { paused: true },
      action: {
        type: 'startWorkflow',
        workflowType: 'annotationRound',
        taskQueue: 'none',
        args: [{ configRef: loop.ref }],
      },
    });
    const [one, other] = [await serve(scene), await serve(scene)];
    const flooded = await withWorkers(bench, async () => {
      const round = await loop.start();
      await reaches(round, 'waiting');
      const before = { history: (await round.describe()).historyLength, asked: line.passed.length };
      const began = await Promise.all([one.weight(), other.weight()]);

      const targets = [one, other];
      const flood = startFlood(targets, scene, round.workflowId);
      await sleep(FLOOD_MS / 2);
      await one.kill();
      targets[0] = await serve(scene);
      const { sent, answers, refused, ms } = await flood;
      await sleep(5_000);

      const asked = line.passed.length - before.asked;
      const ended = await Promise.all(targets.map((target) => target.weight()));
      const history = (await round.describe()).historyLength - before.history;
      const grown = Math.max(...ended.map(({ memory }, at) => memory - (began[at]?.memory ?? 0)));
      const logged = Math.max(...ended.map(({ logged: bytes }) => bytes));
      const figures = { sent, answers, refused, ...ms, asked, history, grownMB: Math.round(grown / 1e6), logged };
      console.log('the flood:', figures);
      tally(8, 'hooks', sent);
      tally(8, 'requests to Label Studio because of them', asked);

      // Nobody has answered: whatever hooks say, no signal.
      expect(history).toBe(0);
      // Two servers, each a look every two seconds at the most: both projects, three requests each.
      expect(asked).toBeLessThan(2 * 6 * (ms.took / 2 + 5));
      // Label Studio waits a second for the answer, within the annotator's request.
      // Where the machine could not even send as fast as that, only its own queue was measured; the slowest wait for it too.
      if (ms.took * 1_000 < FLOOD_MS * 1.2) expect(ms.p50).toBeLessThan(250);
      expect(grown).toBeLessThan(200e6);
      expect(logged).toBeLessThan(20_000);

      // Now people answer, the hooks of it among many others; polling would take an hour.
      const headers = { [HOOK_SECRET_HEADER]: secretOf(bench, loop) };
      for (const project of Object.values(await projectsOf(loop.ledger))) {
        await bench.labelStudio.createWebhook(
          project,
          `${targets[1]?.publicUrl}/hooks/label-studio/${loop.config.name}`,
          headers,
        );
      }
      await answerRound(bench, loop, round, all);
      const state = await conclusionOf(scene, round);
      const { events } = await round.fetchHistory();
      const signals = (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
      expect(signals).toBeGreaterThan(0);
      expect(signals).toBeLessThanOrEqual(8);
      return state;
    });
    expect(flooded).toEqual(expected);
    expect(await other.stop()).toBe(0);
  });
});

function secretOf({ environment }: Bench, { config }: TestLoop): string {
  const keys = parseMediaKeys(environment.ANNOLOOP_MEDIA_KEYS ?? '');
  if (keys === null) throw new Error('the stack of the tests has no media keys');
  return hookSecret(keys, config.name);
}

/** Hooks as Label Studio sends them and as somebody does who wants to harm, each round of which may be another kind. */
async function startFlood(targets: readonly BuiltServer[], { bench, loop }: Scene, round: string) {
  const random = chaosRandom('webhooks');
  const { name } = loop.config;
  const secret = secretOf(bench, loop);
  const task = (of: string): string =>
    JSON.stringify({
      action: 'ANNOTATION_CREATED',
      project: { id: 1 },
      task: { id: 7, data: { item: 'x', round: of } },
      annotation: { id: 9 },
    });
  const kinds: (() => string)[] = [
    () => task(round),
    () => task(round),
    () => task(round),
    () => task(`${name}-round-${Math.floor(random() * 1e6)}`),
    () => task('another-round-2026-11-21T00:00:00Z'),
    () => JSON.stringify({ action: 'ANNOTATIONS_DELETED', annotations: [{ id: Math.floor(random() * 1e6) }] }),
    () => JSON.stringify({ action: 'TASKS_CREATED', tasks: 'x'.repeat(50_000) }),
    () => '{"action":',
  ];
  const ms: number[] = [];
  const answers: Record<string, number> = {};
  let refused = 0;
  let sent = 0;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    while (sent < HOOKS) {
      const turn = sent;
      sent += 1;
      const early = started + (turn * FLOOD_MS) / HOOKS - performance.now();
      if (early > 1) await sleep(early);
      await post(targets[turn % targets.length], oneOf(kinds, random)(), random() < 0.05);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  ms.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(ms[Math.floor((ms.length - 1) * share)] ?? 0);
  const took = Math.round((performance.now() - started) / 1_000);
  return { sent, answers, refused, ms: { p50: at(0.5), p99: at(0.99), slowest: at(1), took } };

  async function post(target: BuiltServer | undefined, body: string, forged: boolean): Promise<void> {
    const asked = performance.now();
    try {
      const response = await request(`${target?.publicUrl}/hooks/label-studio/${name}`, {
        method: 'POST',
        headers: { [HOOK_SECRET_HEADER]: forged ? 'forged' : secret },
        body,
      });
      await response.body.dump();
      ms.push(performance.now() - asked);
      answers[response.statusCode] = (answers[response.statusCode] ?? 0) + 1;
    } catch {
      // The one that was killed is not there for a while.
      refused += 1;
    }
  }
}

const oneOf = <T>(of: readonly T[], random: () => number): T => of[Math.floor(random() * of.length)] as T;
