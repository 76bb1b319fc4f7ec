import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN_QUEUE } from '../../src/contracts/task-queues';
import { type Cable, startCable } from '../faults/cable';
import { startBuilt } from '../privacy/built-process';
import { type Bench, openBench } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { promise } from './promises';
import { tally } from './tally';

/** By then gRPC's own pauses between two tries have grown to half a minute, and Temporal's retries have all run out. */
const OUTAGE_MS = 120_000;
/** What an outage may cost beyond its own length: the longest pause of either client, and a busy machine. */
const RECOVERED_WITHIN_MS = 20_000;

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
  test('worker and server outlive two minutes without Temporal, say so meanwhile, are back within seconds, and end as they are told to', async () => {
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
});

/** When a worker last asked for work, ms. */
async function polledAt({ temporal: { client, namespace } }: Bench): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: MAIN_QUEUE },
    taskQueueType: 1, // TASK_QUEUE_TYPE_WORKFLOW
  });
  return Math.max(0, ...(pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000));
}
