import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_QUEUE } from '../../src/contracts/task-queues';
import { startBehindCables } from '../faults/behind-cables';
import { type Cable, startCable } from '../faults/cable';
import { stateAfterRound } from '../faults/disturbed-round';
import { outageMs } from '../faults/outage-length';
import { startBuilt } from '../privacy/built-process';
import { answerTasks, picturesByItem, theTruth } from '../rounds/people';
import { answerRound, reaches, tasksOf } from '../rounds/play';
import { type Bench, openBench } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { promise } from './promises';
import { tally } from './tally';

/** By then gRPC's own pauses between two tries have grown to half a minute, and Temporal's retries have all run out. */
const OUTAGE_MS = outageMs(120_000);
/** What an outage may cost beyond its own length: the longest pause of either client, and a busy machine. */
const RECOVERED_WITHIN_MS = 20_000;

jest.setTimeout(600_000 + 3 * OUTAGE_MS);

let bench: Bench;
let cable: Cable;
let cache: string;

beforeAll(async () => {
  bench = await openBench();
  const [host = '', port = ''] = bench.temporal.address.split(':');
  cable = await startCable(host, Number(port));
  cache = await mkdtemp(join(tmpdir(), 'annoloop-outage-'));
});
afterAll(async () => {
  await cable.close();
  await bench.close();
  await rm(cache, { recursive: true, force: true });
});

describe(promise(12), () => {
  test('worker and server outlive minutes without Temporal, say so meanwhile, are back within seconds, and end as they are told to', async () => {
    const variables = {
      ...bench.environment,
      TEMPORAL_ADDRESS: cable.address,
      TEMPORAL_NAMESPACE: bench.temporal.namespace,
      ANNOLOOP_CACHE_DIR: cache,
      ANNOLOOP_LOG_LEVEL: 'info',
      ANNOLOOP_PUBLIC_PORT: '0',
      ANNOLOOP_OPERATOR_PORT: '0',
    };
    const worker = startBuilt(['worker'], variables);
    const server = startBuilt(['server'], variables);
    try {
      await Promise.all([worker.hasSaid('worker is ready'), server.hasSaid('server is listening')]);
      const [, port] = /"operatorsAddress":\{[^}]*"port":(\d+)/.exec(server.said()) ?? [];
      const readiness = () => fetch(`http://127.0.0.1:${port}/readyz`);
      expect((await readiness()).status).toBe(200);

      cable.cut();
      const until = Date.now() + OUTAGE_MS;
      while (Date.now() < until) {
        await sleep(5_000);
        const answer = await readiness();
        expect(answer.status).toBe(503);
        expect(await answer.json()).toMatchObject({ checks: { temporal: 'down', objectStore: 'up' } });
      }
      cable.mend();
      const mendedAt = Date.now();
      await Promise.all([
        eventually(async () => expect((await readiness()).status).toBe(200), RECOVERED_WITHIN_MS),
        eventually(async () => expect(await polledAt(bench)).toBeGreaterThan(mendedAt), RECOVERED_WITHIN_MS),
      ]);
    } finally {
      await Promise.all([worker.stop(), server.stop()]);
    }
    expect([await worker.ended, await server.ended]).toEqual([0, 0]);
    tally(12, 'minutes without Temporal', OUTAGE_MS / 60_000);
  });

  test('a round whose three servers are away while people answer ends as an undisturbed one does', async () => {
    const undisturbed = await stateAfterRound('away', (bench) => startBehindCables(bench, () => undefined));
    const disturbed = await stateAfterRound(
      'away',
      (bench) => startBehindCables(bench, () => undefined),
      undefined,
      async (bench, loop, all, { cables }) => {
        const round = await loop.start();
        const known = await picturesByItem(bench, loop.config, all);
        await reaches(round, 'waiting');
        for (const cable of Object.values(cables)) cable.cut();
        await answerTasks(await tasksOf(bench, loop, round.workflowId), known, theTruth);
        await sleep(OUTAGE_MS);
        for (const cable of Object.values(cables)) cable.mend();
        await reaches(round, 'amending');
        return round;
      },
    );
    expect(disturbed).toEqual(undisturbed);
    tally(12, 'minutes of waiting without any server', OUTAGE_MS / 60_000);
  });

  test('a round whose store and Label Studio are away as it files ends as an undisturbed one does', async () => {
    const undisturbed = await stateAfterRound('apart', (bench) => startBehindCables(bench, () => undefined));
    let isFiling = false;
    const disturbed = await stateAfterRound(
      'apart',
      (bench) =>
        startBehindCables(bench, (activity, { objectStore, labelStudio }) => {
          if (activity !== 'copyObjects' || isFiling) return;
          isFiling = true;
          // Temporal stays, so that it counts attempts and lets its pauses grow.
          for (const cable of [objectStore, labelStudio]) cutFor(cable, OUTAGE_MS);
        }),
      undefined,
      async (bench, loop, all) => {
        const round = await loop.start();
        await answerRound(bench, loop, round, all);
        await eventually(async () => expect(isFiling).toBe(true), 180_000);
        await sleep(OUTAGE_MS);
        await reaches(round, 'amending');
        return round;
      },
    );
    expect(disturbed).toEqual(undisturbed);
    tally(12, 'minutes of filing without a store', OUTAGE_MS / 60_000);
  });
});

function cutFor(cable: Cable, ms: number): void {
  cable.cut();
  setTimeout(() => cable.mend(), ms);
}

/** When a worker last asked for work, ms. */
async function polledAt({ temporal: { client, namespace } }: Bench): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: MAIN_QUEUE },
    taskQueueType: 1, // TASK_QUEUE_TYPE_WORKFLOW
  });
  return Math.max(0, ...(pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000));
}
