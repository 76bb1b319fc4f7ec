import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendingMessage } from '../../src/temporal/pending-message';
import { deleteLoop, ensureSchedule } from '../../src/temporal/schedules';
import { deleteKeys, makeKeys, type StoreKeys } from '../faults/store-users';
import { signUp } from '../label-studio/support/people';
import { type BuiltProcess, startBuilt } from '../privacy/built-process';
import { loopConfig } from '../rounds/loop-fixture';
import { expectNothingLost, outcomeOf } from '../rounds/outcome';
import { answerTasks, picturesByItem, taskData, theTruth } from '../rounds/people';
import { produce, reaches, tasksOf } from '../rounds/play';
import { pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';
import { type BuiltServer, startBuiltServer } from './built-server';
import { promise } from './promises';
import { tally } from './tally';

const newKeys = (): StoreKeys => ({ accessKeyId: `key-${randomUUID().slice(0, 8)}`, secretAccessKey: randomUUID() });

let bench: Bench;
let cache: string;

beforeAll(async () => {
  bench = await openBench();
  cache = await mkdtemp(join(tmpdir(), 'annoloop-rotation-'));
});
afterAll(async () => {
  await bench.close();
  await rm(cache, { recursive: true, force: true });
});

describe(promise(11), () => {
  test('store keys, Label Studio token and media keys are all exchanged while a round waits: it goes on, and its images stay open', async () => {
    const [old, fresh] = [newKeys(), newKeys()];
    const person = await signUp();
    await makeKeys(old);
    const oldMediaKey = bench.environment.ANNOLOOP_MEDIA_KEYS ?? '';
    const newMediaKeys = `${randomUUID()}${randomUUID()},${oldMediaKey}`;
    const variables = (keys: StoreKeys, token: string, mediaKeys: string) => ({
      ...bench.environment,
      TEMPORAL_NAMESPACE: bench.temporal.namespace,
      ANNOLOOP_CACHE_DIR: cache,
      ANNOLOOP_LOG_LEVEL: 'info',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      LABEL_STUDIO_USER_TOKEN: token,
      ANNOLOOP_MEDIA_KEYS: mediaKeys,
    });
    const before = variables(old, person.token, oldMediaKey);
    const after = variables(fresh, person.personalToken, newMediaKeys);
    const loop = await makeLoop(bench, loopConfig());
    const all = pictures(6);
    await ensureSchedule(bench.temporal.client, loop.config, loop.ref);
    await produce(bench, loop, all);
    let worker = await ready(startBuilt(['worker'], before), 'worker is ready');
    let server: BuiltServer | null = null;
    try {
      const round = await loop.start();
      await reaches(round, 'waiting');
      const tasks = await tasksOf(bench, loop, round.workflowId);

      await deleteKeys(old);
      await makeKeys(fresh);
      await answerTasks(tasks, await picturesByItem(bench, loop.config, all), theTruth);
      await eventually(async () => {
        expect(await pendingMessage(bench.temporal.client, round.workflowId)).toContain(
          'does not know this access key',
        );
      }, 120_000);
      await worker.stop();

      worker = await ready(startBuilt(['worker'], after), 'worker is ready');
      server = await startBuiltServer(after);
      // Refused credentials are tried again once a minute.
      await reaches(round, 'amending');
      await expectNothingLost(bench, loop, round.workflowId, all, await outcomeOf(loop, round.workflowId));

      for (const { taskId } of tasks) {
        const { image } = await taskData(taskId);
        const link = new URL(String(image));
        expect((await fetch(server.publicUrl + link.pathname)).status).toBe(200);
      }
      await round.terminate('end of test');
      await deleteLoop(bench.temporal.client, loop.config.name);
      tally(11, 'credentials exchanged', 3);
    } finally {
      await worker.stop();
      await server?.stop();
      await deleteKeys(fresh).catch(() => undefined);
    }
  });
});

async function ready(process: BuiltProcess, word: string): Promise<BuiltProcess> {
  await process.hasSaid(word);
  return process;
}
