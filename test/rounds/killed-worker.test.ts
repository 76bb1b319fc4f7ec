import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { msToTs } from '@temporalio/common/lib/time';
import { filingId } from '../../src/domain/workflow-ids';
import { eventually } from '../setup/namespace';
import { stack } from '../setup/stack';
import { type BuiltWorker, startBuiltWorker } from './built-worker';
import { type HeldLine, startHeldLine } from './held-line';
import { loopConfig } from './loop-fixture';
import { contentsOf, outcomeOf } from './outcome';
import { annotate, picturesByItem } from './people';
import { answerRound, playRound, produce, reaches, tasksOf } from './play';
import { type Picture, pictures } from './production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from './test-loop';

jest.setTimeout(240_000);

const all = pictures(12);

/** A loop that draws every picture, so that what becomes of each can be compared between loops. */
const newLoop = (bench: Bench): Promise<TestLoop> =>
  makeLoop(
    bench,
    loopConfig((config) => {
      config.annotation.pollMs = 5000;
      config.draws = config.draws
        .filter(({ name }) => name !== 'low-confidence')
        .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
    }),
  );

/** What a round came to, without what differs between two loops: buckets, item ids, times, and who was drawn for what. */
async function resultOf(bench: Bench, loop: TestLoop, { workflowId }: Round) {
  const { drawn, tasks, labels, filing, estimate } = await outcomeOf(loop, workflowId);
  const pictureOf = new Map(drawn.map(({ itemId, key }) => [itemId, key]));
  const dataset = await contentsOf(bench, loop.config.filing.bucket);
  const placeOf = new Map(filing.map(({ itemId, toKey }) => [toKey, itemId]));
  return {
    drawn: drawn.map(({ key, etag }) => [key, etag]).sort(),
    purposes: drawn.map(({ purpose }) => purpose).sort(),
    tasks: [tasks.length, (await tasksOf(bench, loop, workflowId)).length],
    labels: labels
      .map(({ itemId, status, classId, votes }) => [pictureOf.get(itemId), status, classId, votes.length])
      .sort(),
    filing: filing
      .map(({ itemId, status, classId, deleteSource }) => [pictureOf.get(itemId), status, classId, deleteSource])
      .sort(),
    source: [...(await contentsOf(bench, loop.config.source.bucket)).keys()],
    dataset: [...dataset]
      .map(
        ([
          key,
          {
            etag,
            tags: { item, loop: _, round: __, ...tags },
          },
        ]) => {
          expect(item).toBe(placeOf.get(key));
          return { picture: pictureOf.get(item ?? ''), folder: /class_\d\d/.exec(key)?.[0], etag, tags };
        },
      )
      .sort((a, b) => ((a.picture ?? '') < (b.picture ?? '') ? -1 : 1)),
    estimate: [estimate.version, estimate.population, estimate.accuracy.n],
  };
}

async function undisturbed() {
  const bench = await openBench();
  try {
    const loop = await newLoop(bench);
    await produce(bench, loop, all);
    return await withWorkers(bench, async () => {
      const round = await playRound(bench, loop, all);
      const result = await resultOf(bench, loop, round);
      await round.terminate('end of test');
      return result;
    });
  } finally {
    await bench.close();
  }
}

interface Scene {
  bench: Bench;
  loop: TestLoop;
  round: Round;
  line: HeldLine;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** A round served by a built worker that reaches the store through a line that can be held. */
async function withBuiltWorker(disturb: (scene: Scene) => Promise<void>) {
  const bench = await openBench();
  const cache = await mkdtemp(join(tmpdir(), 'annoloop-killed-'));
  const line = await startHeldLine(stack.objectStore.endpoint);
  let worker: BuiltWorker | null = null;
  const start = async (): Promise<void> => {
    worker = await startBuiltWorker(bench, cache, { S3_ENDPOINT: line.url });
  };
  try {
    const loop = await newLoop(bench);
    await produce(bench, loop, all);
    await start();
    const round = await loop.start();
    const kill = async (): Promise<void> => worker?.kill();
    await disturb({ bench, loop, round, line, kill, restart: start });
    await reaches(round, 'amending');
    const result = await resultOf(bench, loop, round);
    await round.terminate('end of test');
    return result;
  } finally {
    await (worker as BuiltWorker | null)?.kill();
    await line.close();
    await bench.close();
    await rm(cache, { recursive: true, force: true });
  }
}

interface Moment {
  /** How many of the requests pass before the line is held. */
  passing: number;
  requests(loop: TestLoop): (incoming: IncomingMessage) => boolean;
  /** Objects at the source and in the dataset at that moment. */
  leaves: { source: number; dataset: number };
}

/** The worker is killed while some of the requests have passed and all later ones are under way. */
const killedAt = ({ passing, requests, leaves }: Moment) =>
  withBuiltWorker(async ({ bench, loop, round, line, kill, restart }) => {
    await reaches(round, 'waiting');
    const held = line.holdAfter(passing, requests(loop));
    await answerRound(bench, loop, round, all);
    await held;
    await kill();
    const { source, filing } = loop.config;
    await eventually(async () => {
      expect((await contentsOf(bench, source.bucket)).size).toBe(leaves.source);
      expect((await contentsOf(bench, filing.bucket)).size).toBe(leaves.dataset);
    });
    line.release();
    await noticeSoon(bench, filingId(round.workflowId, 1));
    await restart();
  });

/**
 * Without this the server would take the dead worker's activity for running until its heartbeat timeout of a minute, which is
 * tested in nothing but patience: an operator shortens it in the same way, `temporal activity update-options`.
 */
async function noticeSoon({ temporal }: Bench, workflowId: string): Promise<void> {
  const { client, namespace } = temporal;
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const running = raw.pendingActivities ?? [];
  expect(running).toHaveLength(1);
  for (const { activityId } of running) {
    await client.workflowService.updateActivityOptions({
      namespace,
      execution: { workflowId },
      id: activityId ?? '',
      activityOptions: { heartbeatTimeout: msToTs('2 seconds') },
      updateMask: { paths: ['heartbeat_timeout'] },
    });
  }
}

let expected: Awaited<ReturnType<typeof undisturbed>>;

beforeAll(async () => {
  expected = await undisturbed();
});

test('an undisturbed round files every picture under its class', () => {
  expect(expected.dataset).toHaveLength(all.length);
  expect(expected.source).toEqual([]);
  expect(expected.tasks).toEqual([all.length, all.length]);
});

test('a worker killed while people answer: another one goes on, and nothing in the result differs', async () => {
  const result = await withBuiltWorker(async ({ bench, loop, round, kill, restart }) => {
    await reaches(round, 'waiting');
    const known = await picturesByItem(bench, loop.config, all);
    const tasks = await tasksOf(bench, loop, round.workflowId);
    const answer = async (some: typeof tasks) => {
      for (const { taskId, itemId } of some) await annotate(taskId, (known.get(itemId) as Picture).truth);
    };
    await answer(tasks.slice(0, 5));
    // Scheduled, between two looks: one that is cut off would be waited for until its own timeout.
    await eventually(async () => {
      const [pending] = (await round.describe()).raw.pendingActivities ?? [];
      expect(pending).toMatchObject({ activityType: { name: 'awaitAnswers' }, state: 1 });
    });
    await kill();
    await answer(tasks.slice(5));
    await restart();
  });
  expect(result).toEqual(expected);
});

test('a worker killed in the middle of the copies: every picture is filed once', async () => {
  const requests =
    ({ config }: TestLoop) =>
    ({ method, url, headers }: IncomingMessage) =>
      method === 'PUT' && 'x-amz-copy-source' in headers && url?.startsWith(`/${config.filing.bucket}/`) === true;
  expect(await killedAt({ passing: 3, requests, leaves: { source: 12, dataset: 3 } })).toEqual(expected);
});

test('a worker killed in the middle of the deletions: no source is left and none was deleted without its copy', async () => {
  const requests =
    ({ config }: TestLoop) =>
    ({ method, url }: IncomingMessage) =>
      method === 'DELETE' && url?.startsWith(`/${config.source.bucket}/`) === true;
  expect(await killedAt({ passing: 5, requests, leaves: { source: 7, dataset: 12 } })).toEqual(expected);
});
