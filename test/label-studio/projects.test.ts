import { randomUUID } from 'node:crypto';
import { realStore } from '../object-store/real-store';
import { stack } from '../setup/stack';
import { connect, settingsOf, task } from './support/client';
import { answer, api, skip } from './support/people';

describe('projects', () => {
  const client = connect();
  const make = async (more: Parameters<typeof settingsOf>[0] = {}) => {
    const project = await client.createProject(settingsOf(more));
    return project;
  };
  afterAll(async () => {
    await client.close();
  });

  test('are found by a line of their description, lowest id first, whatever their title', async () => {
    const marker = `annoloop test=${randomUUID()}`;
    const first = await make({ title: 'one', description: `about\n${marker}` });
    const second = await make({ title: 'other', description: `${marker}\r\nmore` });
    const third = await make({ title: 'one', description: `${marker} not the line` });
    const found = (await client.findProjects(marker)).map(({ id }) => id);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    // Not exactly these two: where its SQLite is locked, Label Studio carries out a creation twice.
    expect(found).toEqual(expect.arrayContaining([first.id, second.id]));
    expect(found).not.toContain(third.id);
    expect(await client.findProjects(`${marker}0`)).toEqual([]);
  });

  test('come back with the settings that they were given, and change only in what is named', async () => {
    const { id } = await make({ maximum_annotations: 2, skip_queue: 'REQUEUE_FOR_OTHERS' });
    await client.updateProject(id, { title: 'renamed' });
    expect(await client.getProject(id)).toEqual({
      id,
      title: 'renamed',
      description: 'of the client',
      labelConfig: settingsOf().label_config,
      maximumAnnotations: 2,
      showCollabPredictions: false,
      skipQueue: 'REQUEUE_FOR_OTHERS',
      tasks: 0,
    });
  });

  test('of one annotator finish a skipped task with IGNORE_SKIPPED, and never with REQUEUE_FOR_OTHERS', async () => {
    for (const [skip_queue, finished] of [
      ['IGNORE_SKIPPED', 2],
      ['REQUEUE_FOR_OTHERS', 1],
    ] as const) {
      const { id } = await make({ skip_queue });
      const [a, b] = await client.importTasks(id, [task('a'), task('b')]);
      await answer(a as number, 'Egg');
      await skip(b as number);
      expect((await api('GET', `/api/projects/${id}/`)).json.finished_task_number).toBe(finished);
      expect(await client.countRound(id, 'r', 1)).toEqual({ answered: 2, total: 2 });
    }
  });

  test('have one webhook at an address, which still lists its actions after a change', async () => {
    const { id } = await make();
    const hook = await client.createWebhook(id, 'http://127.0.0.1:9/hook', { 'X-Secret': 'one' });
    await client.updateWebhook(id, hook.id, 'http://127.0.0.1:9/hook', { 'X-Secret': 'two' });
    expect(await client.listWebhooks(id)).toEqual([
      { id: hook.id, url: 'http://127.0.0.1:9/hook', headers: { 'X-Secret': 'two' }, listens: true },
    ]);
    const [{ actions }] = (await api('GET', `/api/webhooks/?project=${id}`)).json;
    expect(actions).toContain('ANNOTATION_CREATED');
  });
});

describe('the source storage of a project', () => {
  const client = connect();
  const bucket = `ls-${randomUUID()}`;
  const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
  const settings = {
    bucket,
    title: 'source',
    endpoint,
    publicEndpoint: 'http://images.example:9000',
    region,
    accessKeyId,
    secretAccessKey,
    presignMinutes: 60,
  };
  let project: number;

  beforeAll(async () => {
    await realStore().ensureBucket(bucket);
    project = (await client.createProject(settingsOf())).id;
  });
  afterAll(async () => {
    await client.close();
  });

  test('is attached once, and signs images for the public address', async () => {
    const first = await client.ensureSourceStorage(project, settings);
    expect(await client.ensureSourceStorage(project, settings)).toEqual(first);
    expect(await client.listSourceStorages(project)).toEqual([first]);

    const image = `s3://${bucket}/a folder/ü+1%.png`;
    const [id] = await client.importTasks(project, [{ data: { image, item: 'a', round: 'r' } }]);
    const resolve = `/tasks/${id}/resolve/?fileuri=${Buffer.from(image).toString('base64url')}`;
    const signed = new URL((await api('GET', resolve)).headers.get('location') ?? '');
    expect(signed.origin).toBe('http://images.example:9000');
    expect(decodeURIComponent(signed.pathname)).toBe(`/${bucket}/a folder/ü+1%.png`);
    expect(signed.searchParams.get('X-Amz-Expires')).toBe('3600');
  });

  test('that cannot be opened is refused with what to check, not tried for ever', async () => {
    const error = await client
      .ensureSourceStorage(project, { ...settings, bucket: `${bucket}-gone` })
      .catch((thrown: Error) => thrown);
    expect(String(error)).toMatch(
      /LabelStudioRefused.*cannot open bucket .*-gone at .*check that Label Studio reaches/,
    );
    expect(String(error)).not.toContain(secretAccessKey);
  });
});
