import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageMode } from '../../src/contracts/loop-config';
import { deleteLoop, ensureSchedule } from '../../src/temporal/schedules';
import { api } from '../label-studio/support/people';
import { loopConfig } from '../rounds/loop-fixture';
import { expectNothingLost, outcomeOf } from '../rounds/outcome';
import { answerTasks, picturesByItem, taskData, theTruth } from '../rounds/people';
import { produce, projectsOf, reaches, tasksOf } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from '../rounds/test-loop';
import { stack } from '../setup/stack';
import { type BuiltServer, startBuiltServer } from './built-server';
import { promise } from './promises';
import { tally } from './tally';

/** The shortest that Label Studio signs for. */
const LIFETIME_MS = 60_000;

/** More that are flagged or unsure than an evaluation draw takes: some are left for training, whatever chance says. */
const all = pictures(16);

let bench: Bench;
let server: BuiltServer;
let cache: string;

beforeAll(async () => {
  bench = await openBench();
  cache = await mkdtemp(join(tmpdir(), 'annoloop-lifetimes-'));
  server = await startBuiltServer({
    ...bench.environment,
    TEMPORAL_NAMESPACE: bench.temporal.namespace,
    ANNOLOOP_CACHE_DIR: cache,
  });
});
afterAll(async () => {
  await server.stop();
  await bench.close();
  await rm(cache, { recursive: true, force: true });
});

interface Waiting {
  loop: TestLoop;
  round: Round;
  /** Of a training task, as it was imported. */
  image: string;
  taskId: number;
}

/** A round that waits for people, whose training images are reached in this way. */
async function waiting(images: ImageMode): Promise<Waiting> {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.annotation.images = images;
      if (images === 'presigned') config.annotation.until.deadlineMs = LIFETIME_MS;
    }),
  );
  await produce(bench, loop, all);
  // The server shows images of loops that have one.
  await ensureSchedule(bench.temporal.client, loop.config, loop.ref);
  const round = await loop.start();
  await reaches(round, 'waiting');
  const { training } = await projectsOf(loop.ledger);
  const [task] = await bench.labelStudio.listRoundTasks(training, round.workflowId);
  if (!task) throw new Error('nothing was drawn for training');
  const { image } = await taskData(task.taskId);
  return { loop, round, taskId: task.taskId, image: String(image) };
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

/** Where the browser of somebody who looks at a task is sent for its image. */
async function signedBy({ taskId }: Waiting): Promise<string> {
  const { json } = await api('GET', `/api/tasks/${taskId}/`);
  const answer = await fetch(new URL(json.data.image, stack.labelStudio.url), {
    headers: { authorization: `Token ${stack.labelStudio.token}` },
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}

/** The server of this test listens where it could. */
const linkOf = ({ image }: Waiting): string => server.publicUrl + new URL(image).pathname;

describe(promise(11), () => {
  test('the lifetimes of signed URLs pass while rounds wait: links and stored images still open, and what was presigned dies with its deadline alone', async () => {
    await withWorkers(bench, async () => {
      const [link, storage] = [await waiting('link'), await waiting('storage')];
      const { training } = await projectsOf(storage.loop.ledger);
      for (const { id } of await bench.labelStudio.listSourceStorages(training)) {
        await api('PATCH', `/api/storages/s3/${id}`, { presign_ttl: LIFETIME_MS / 60_000 });
      }
      const signed = await signedBy(storage);
      const presigned = await waiting('presigned');
      const opened = [linkOf(link), signed, presigned.image].map(statusOf);
      expect(await Promise.all(opened)).toEqual([200, 200, 200]);

      await sleep(LIFETIME_MS + 2_000);
      expect([await statusOf(signed), await statusOf(presigned.image)]).toEqual([403, 403]);
      expect([await statusOf(linkOf(link)), await statusOf(await signedBy(storage))]).toEqual([200, 200]);
      // Nobody answered: it went on at its deadline, as its loop says.
      await reaches(presigned.round, 'amending');

      for (const { loop, round } of [link, storage]) {
        await answerTasks(
          await tasksOf(bench, loop, round.workflowId),
          await picturesByItem(bench, loop.config, all),
          theTruth,
        );
        await reaches(round, 'amending');
        await expectNothingLost(bench, loop, round.workflowId, all, await outcomeOf(loop, round.workflowId));
      }
      for (const { loop, round } of [link, storage, presigned]) {
        await round.terminate('end of test');
        await deleteLoop(bench.temporal.client, loop.config.name);
      }
    });
    tally(11, 'signed URLs outlived', 2);
  });
});
