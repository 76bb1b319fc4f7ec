import { ledgerKeys } from '../../../src/domain/layout';
import { ensureLoopProjects } from '../../../src/loops/ensure-projects';
import { NO_PROJECT, task } from '../../label-studio/support/client';
import { answer, answerWith, api } from '../../label-studio/support/people';
import { realStore } from '../../object-store/real-store';
import { stack } from '../../setup/stack';
import { type DrawnRound, drawnRound } from './support/drawn-round';

const nextRound = (round: DrawnRound, name: string) => ({ ...round.scope, round: `${round.scope.round}-${name}` });

describe('ensureProjects', () => {
  test('makes a blind project and one that shows the prediction, and finds both when it runs again', async () => {
    const round = await drawnRound();
    const projects = await round.run('ensureProjects', round.scope);
    expect(await round.run('ensureProjects', round.scope)).toEqual(projects);
    expect(await round.run('ensureProjects', nextRound(round, 'b'))).toEqual(projects);

    const evaluation = await round.labelStudio.getProject(projects.evaluation);
    const training = await round.labelStudio.getProject(projects.training);
    expect(evaluation?.title).toBe(`${round.config.annotation.project} · evaluation`);
    expect(training?.title).toBe(`${round.config.annotation.project} · training`);
    expect(evaluation).toMatchObject({
      showCollabPredictions: false,
      skipQueue: 'IGNORE_SKIPPED',
      maximumAnnotations: 1,
    });
    expect(evaluation?.labelConfig).not.toContain('$predicted_class');
    expect(training?.labelConfig).toContain('$predicted_class');
  });

  test('finds what an attempt made that died before it could say so', async () => {
    const round = await drawnRound();
    const marker = `annoloop loop=${round.config.name} ledger=${round.config.ledger.bucket}/${round.config.ledger.prefix} purpose=evaluation generation=1`;
    const { labelStudio } = round;
    const projects = await round.run('ensureProjects', round.scope);
    const again = await ensureLoopProjects({
      labelStudio,
      loop: { config: round.config, ledger: (await drawnRound()).ledger },
    });
    expect(again).toEqual(projects);
    expect((await labelStudio.findProjects(marker)).map(({ id }) => id)).toEqual([projects.evaluation]);
  });

  test('mends settings that somebody changed, and leaves a changed description alone', async () => {
    const round = await drawnRound();
    const { evaluation } = await round.run('ensureProjects', round.scope);
    const description = `our own words\n${(await round.labelStudio.getProject(evaluation))?.description}`;
    await api('PATCH', `/api/projects/${evaluation}/`, { show_collab_predictions: true, title: 'Mine', description });
    await round.run('ensureProjects', nextRound(round, 'b'));
    expect(await round.labelStudio.getProject(evaluation)).toMatchObject({
      showCollabPredictions: false,
      title: `${round.config.annotation.project} · evaluation`,
      description,
    });
  });

  test('with several annotators sends a skip to another person', async () => {
    const round = await drawnRound({ change: ({ annotation }) => Object.assign(annotation, { annotators: 2 }) });
    const { training } = await round.run('ensureProjects', round.scope);
    expect(await round.labelStudio.getProject(training)).toMatchObject({
      skipQueue: 'REQUEUE_FOR_OTHERS',
      maximumAnnotations: 2,
    });
  });

  test('opens the next generation when the number of annotators changes over tasks; open rounds keep theirs', async () => {
    const round = await drawnRound();
    const first = await round.run('ensureProjects', round.scope);
    await round.labelStudio.importTasks(first.training, [task('a')]);
    round.config.annotation.annotators = 2;

    const second = await round.run('ensureProjects', nextRound(round, 'b'));
    expect(second.evaluation).toBeGreaterThan(first.training);
    expect((await round.labelStudio.getProject(second.evaluation))?.title).toMatch(/· evaluation 2$/);
    expect((await round.labelStudio.getProject(first.training))?.maximumAnnotations).toBe(1);
    expect(await round.run('ensureProjects', round.scope)).toEqual(first);
    expect(await round.run('ensureProjects', nextRound(round, 'b'))).toEqual(second);
  });

  test('changes the number of annotators of projects without tasks', async () => {
    const round = await drawnRound();
    const first = await round.run('ensureProjects', round.scope);
    round.config.annotation.annotators = 3;
    expect(await round.run('ensureProjects', nextRound(round, 'b'))).toEqual(first);
    expect((await round.labelStudio.getProject(first.evaluation))?.maximumAnnotations).toBe(3);
  });

  test('adds a class to a project with answers, and opens the next generation where Label Studio refuses', async () => {
    const round = await drawnRound();
    const first = await round.run('ensureProjects', round.scope);
    const [id] = await round.labelStudio.importTasks(first.evaluation, [task('a')]);
    await answer(id as number, 'Bread');
    round.config.classes.push({ name: 'Soup', was: [] });
    expect(await round.run('ensureProjects', nextRound(round, 'b'))).toEqual(first);
    expect((await round.labelStudio.getProject(first.evaluation))?.labelConfig).toContain('Soup');

    // Label Studio stores any answer, and afterwards refuses every config that this one does not go with.
    await answerWith(id as number, {
      result: [{ from_name: 'gone', to_name: 'image', type: 'choices', value: { choices: ['x'] } }],
    });
    round.config.classes.push({ name: 'Rice', was: [] });
    const second = await round.run('ensureProjects', nextRound(round, 'c'));
    expect(second.evaluation).toBeGreaterThan(first.training);
    expect((await round.labelStudio.getProject(second.evaluation))?.labelConfig).toContain('Rice');
  });

  test('parks on a label config that no project could have, and opens nothing', async () => {
    const round = await drawnRound();
    const first = await round.run('ensureProjects', round.scope);
    await round.labelStudio.importTasks(first.evaluation, [task('a')]);
    round.config.annotation.labelConfig =
      '<View><Image name="image" value="$image"/><Choices name="label" toName="img"><Choice value="a"/></Choices></View>';
    await expect(round.run('ensureProjects', nextRound(round, 'b'))).rejects.toMatchObject({
      type: 'LabelStudioRefused',
      nonRetryable: true,
      message: expect.stringMatching(/toName="img" not found/),
    });
    expect(await round.ledger.find(ledgerKeys.projects(2))).toBeNull();
  });

  test('parks a round whose project was deleted, while the next round gets new ones', async () => {
    const round = await drawnRound();
    const first = { generation: 1, evaluation: NO_PROJECT, training: NO_PROJECT };
    await round.ledger.createJson(ledgerKeys.projects(1), first);
    await round.ledger.createJson(ledgerKeys.roundProjects(round.scope.round), first);
    await expect(round.run('ensureProjects', round.scope)).rejects.toMatchObject({
      type: 'ProjectMissing',
      nonRetryable: true,
    });
    const second = await round.run('ensureProjects', nextRound(round, 'b'));
    expect(second.training).not.toBe(first.training);
  });

  test('in mode storage attaches the source to the training project, once', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
    const storage = { endpoint, publicEndpoint: 'http://images.example', region, accessKeyId, secretAccessKey };
    const change = ({ annotation }: DrawnRound['config']) => Object.assign(annotation, { images: 'storage' });
    const round = await drawnRound({ change, deps: { storage } });
    await realStore().ensureBucket(round.config.source.bucket);
    const { evaluation, training } = await round.run('ensureProjects', round.scope);
    await round.run('ensureProjects', nextRound(round, 'b'));
    expect((await round.labelStudio.listSourceStorages(training)).map(({ bucket }) => bucket)).toEqual([
      round.config.source.bucket,
    ]);
    expect(await round.labelStudio.listSourceStorages(evaluation)).toEqual([]);
  });

  test('in mode storage parks where there are no keys to give to Label Studio', async () => {
    const round = await drawnRound({ change: ({ annotation }) => Object.assign(annotation, { images: 'storage' }) });
    await expect(round.run('ensureProjects', round.scope)).rejects.toMatchObject({
      type: 'ConfigurationInvalid',
      message: expect.stringMatching(/LABEL_STUDIO_S3_ACCESS_KEY_ID.*or use images: link/),
    });
  });
});
