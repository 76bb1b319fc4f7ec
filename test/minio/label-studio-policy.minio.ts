import { randomUUID } from 'node:crypto';
import { connect, settingsOf } from '../label-studio/support/client';
import { api } from '../label-studio/support/people';
import { realSettings, realStore } from '../object-store/real-store';
import { loopConfig } from '../rounds/loop-fixture';
import { expectNothingLost, outcomeOf } from '../rounds/outcome';
import { answerTasks, picturesByItem, taskData, theTruth } from '../rounds/people';
import { produce, projectsOf, reaches, tasksOf } from '../rounds/play';
import { bytesOf, type Picture, pictures } from '../rounds/production';
import { type Bench, makeLoop, openBench, withWorkers } from '../rounds/test-loop';
import { nameOf, permissionsOf, policyFor, publishedPolicy, without } from './published-policy';
import { newPolicyUser } from './users';

jest.setTimeout(240_000);

const PUBLISHED = publishedPolicy('label-studio-storage');
const store = realStore();
const config = loopConfig((changed) => {
  changed.annotation.images = 'storage';
});
const { bucket } = config.source;

/** What an annotator's browser gets for an image of a task. */
async function look(task: number, image: string): Promise<Response> {
  // Padded: without, Label Studio takes the text itself for the address.
  const encoded = Buffer.from(image).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  const path = `/tasks/${task}/resolve/?fileuri=${encodeURIComponent(encoded)}`;
  return fetch((await api('GET', path)).headers.get('location') ?? '');
}

test('a whole round in mode storage, worker and Label Studio each with no more than its policy', async () => {
  const users = {
    worker: await newPolicyUser('worker', policyFor(config, publishedPolicy('worker'))),
    labelStudio: await newPolicyUser('label-studio', policyFor(config, PUBLISHED)),
  };
  const worker = await openBench({
    AWS_ACCESS_KEY_ID: users.worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: users.worker.secretAccessKey,
    LABEL_STUDIO_S3_ACCESS_KEY_ID: users.labelStudio.accessKeyId,
    LABEL_STUDIO_S3_SECRET_ACCESS_KEY: users.labelStudio.secretAccessKey,
  });
  try {
    const admin: Bench = { ...worker, store };
    const loop = await makeLoop(admin, config);
    const all = pictures(12);
    await produce(admin, loop, all);
    await withWorkers(worker, async () => {
      const round = await loop.start();
      await reaches(round, 'waiting');
      const known = await picturesByItem(admin, config, all);
      const tasks = await tasksOf(worker, loop, round.workflowId);
      const { training } = await projectsOf(loop.ledger);
      const [shown] = await worker.labelStudio.listRoundTasks(training, round.workflowId);
      const image = shown && (await taskData(shown.taskId)).image;
      const opened = await look(shown?.taskId ?? 0, String(image));
      const bytes = Buffer.from(await opened.arrayBuffer());
      expect(bytes.equals(bytesOf(known.get(shown?.itemId ?? '') as Picture))).toBe(true);

      await answerTasks(tasks, known, theTruth);
      await reaches(round, 'amending');
      await round.terminate('end of test');
      await expectNothingLost(admin, loop, round.workflowId, all, await outcomeOf(loop, round.workflowId));
    });
  } finally {
    await worker.close();
  }
});

/** Which of Label Studio's two needs fails without a permission. */
const FAILS: Record<string, 'attaching the storage' | 'showing an image'> = {
  'AttachStorage: s3:ListBucket on SOURCE_BUCKET': 'attaching the storage',
  'ShowImages: s3:GetObject on SOURCE_BUCKET/*': 'showing an image',
};

test('every permission has a check that fails without it', () => {
  expect(permissionsOf(PUBLISHED).map(nameOf)).toEqual(Object.keys(FAILS));
});

test.each(permissionsOf(PUBLISHED).map((permission) => [nameOf(permission), permission] as const))(
  'without %s Label Studio fails, and says so',
  async (name, permission) => {
    const [whole, less] = [policyFor(config, PUBLISHED), policyFor(config, without(PUBLISHED, permission))];
    const user = await newPolicyUser('label-studio', whole);
    const { accessKeyId, secretAccessKey } = user;
    const { endpoint, region } = realSettings();
    const address = { endpoint: endpoint ?? '', publicEndpoint: endpoint ?? '', region, bucket, presignMinutes: 5 };
    const labelStudio = connect();
    const attach = async (project: number) =>
      labelStudio.ensureSourceStorage(project, { ...address, accessKeyId, secretAccessKey, title: randomUUID() });
    try {
      await store.ensureBucket(bucket);
      await store.put({ bucket, key: 'looked-at.png' }, bytesOf({ key: 'looked-at.png' }));
      const { id: project } = await labelStudio.createProject(settingsOf());
      await attach(project);
      const image = `s3://${bucket}/looked-at.png`;
      const [task = 0] = await labelStudio.importTasks(project, [{ data: { image, item: 'a', round: 'r' } }]);
      expect((await look(task, image)).status).toBe(200);

      await user.mayDo(less);
      if (FAILS[name] === 'showing an image') {
        expect((await look(task, image)).status).toBe(403);
      } else {
        expect((await look(task, image)).status).toBe(200);
        await expect(attach(project)).rejects.toMatchObject({
          name: 'LabelStudioRefused',
          message: expect.stringContaining(`cannot open bucket ${bucket}`),
        });
      }
    } finally {
      await labelStudio.close();
    }
  },
);
