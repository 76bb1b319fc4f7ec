import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { cacheFolder } from '../../src/config/cache-folder';
import { DATA_QUEUE, LABEL_STUDIO_QUEUE, MAIN_QUEUE } from '../../src/contracts/task-queues';
import { runQuietly } from '../../src/stack/steps';
import { obtainTools } from '../../src/stack/tools/obtain-tools';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes';
import { roundStatusQuery } from '../../workflows/messages';
import { stack } from '../setup/stack';
import { artifact, stubActivities } from './stub-activities';

jest.setTimeout(120_000);

/** A round of a few items has some 120 events when it begins to amend. */
const SUGGESTED_AFTER = 150;
const AMENDMENTS = 8;

let server: TestWorkflowEnvironment;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { temporal } = await obtainTools({
    cache: cacheFolder(process.env, process.getuid?.()),
    environment: process.env,
    runSteps: runQuietly,
    signal: new AbortController().signal,
  });
  server = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporal },
      extraArgs: ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${SUGGESTED_AFTER}`],
      log: { format: 'pretty', level: 'error' },
    },
  });
  await ensureSearchAttributes(server.client);
});
afterAll(() => server?.teardown());

test('a round that amends for long continues as new with all it knows, and each of its runs replays', async () => {
  let looks = 0;
  const versions: number[] = [];
  const { activities, calls } = stubActivities(5, {
    awaitChanges: async () => ({ reason: ++looks <= AMENDMENTS ? 'changed' : 'closing' }),
    collectAnswers: async ({ version }) => ({
      annotations: artifact(`annotations/v${version}.parquet`),
      changed: looks <= AMENDMENTS,
      collectedAt: new Date().toISOString(),
    }),
    estimateAccuracy: async ({ version, predecessor }) => {
      expect(predecessor?.key ?? null).toBe(version === 1 ? null : `estimates/v${version - 1}.json`);
      versions.push(version);
      return {
        estimate: artifact(`estimates/v${version}.json`),
        headline: { value: 0.5, lower: 0.4, upper: 0.6, n: 100, sufficient: true },
      };
    },
  });
  const workflowBundle = { codePath: stack.workflowBundle };
  const connection = await NativeConnection.connect({ address: server.address });
  const common = { connection, activities };
  const main = await Worker.create({ ...common, taskQueue: MAIN_QUEUE, workflowBundle });
  const others = await Promise.all(
    [DATA_QUEUE, LABEL_STUDIO_QUEUE].map((taskQueue) => Worker.create({ ...common, taskQueue })),
  );
  const running = others.map((worker) => worker.run());
  await main.runUntil(async () => {
    const round = await server.client.workflow.start('annotationRound', {
      workflowId: 'food11-round-2026-11-21T00:00:00Z',
      taskQueue: MAIN_QUEUE,
      args: [{ loop: 'food11', configRef: { bucket: 'ledger', key: 'config/x.json', sha256: 'x' } }],
    });
    await round.result();
    const last = server.client.workflow.getHandle(round.workflowId);
    expect(await last.query(roundStatusQuery)).toMatchObject({ phase: 'closed', version: AMENDMENTS + 1 });
  });
  for (const worker of others) worker.shutdown();
  await Promise.all(running);

  expect(versions).toEqual(Array.from({ length: AMENDMENTS + 1 }, (_, index) => index + 1));
  expect(calls.filter((name) => name === 'claimWindow')).toHaveLength(1);
  const runs = server.client.workflow.list({ query: `WorkflowType = 'annotationRound'` });
  let continued = 0;
  for await (const { workflowId, runId, status } of runs) {
    if (status.name === 'CONTINUED_AS_NEW') continued += 1;
    const history = await server.client.workflow.getHandle(workflowId, runId).fetchHistory();
    await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
  }
  expect(continued).toBeGreaterThan(0);
  await connection.close();
});
