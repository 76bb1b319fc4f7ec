import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { registerApply } from '../../src/cli/commands/apply';
import { registerLoop } from '../../src/cli/commands/loop';
import { EXIT } from '../../src/cli/exit-codes';
import { parseMediaKeys } from '../../src/config/environment/media-keys';
import { LOOP_ATTRIBUTE } from '../../src/contracts/search-attributes';
import { MAIN_QUEUE } from '../../src/contracts/task-queues';
import { scheduleId } from '../../src/domain/workflow-ids';
import { createLabelStudio } from '../../src/label-studio/label-studio';
import { isHookSecret } from '../../src/signing/hook-secret';
import { type LoopFile, newLoopFile } from '../cli/loop-file';
import { type Ran, runCommand } from '../cli/run-command';
import { realStore } from '../object-store/real-store';
import { freshNamespace, type TestNamespace } from '../setup/namespace';
import { stack } from '../setup/stack';

const store = realStore();
const labelStudio = createLabelStudio({ url: stack.labelStudio.url, token: stack.labelStudio.token });
const projects: number[] = [];
let temporal: TestNamespace;

beforeAll(async () => {
  temporal = await freshNamespace();
});
afterAll(async () => {
  await labelStudio.close();
  await temporal.close();
});

const run = (...args: string[]): Promise<Ran> =>
  runCommand([registerApply, registerLoop], [...args, '--namespace', temporal.namespace]);
const apply = ({ file }: LoopFile, ...flags: string[]): Promise<Ran> => run('apply', file, ...flags);

interface AppliedJson {
  configRef: { bucket: string; key: string; sha256: string };
  changes: { action: string; what: string }[];
  nextRound: string | null;
}

async function applied(file: LoopFile, ...flags: string[]): Promise<AppliedJson> {
  const ran = await apply(file, '--json', ...flags);
  if (ran.code !== 0) throw new Error(ran.err);
  const result = JSON.parse(ran.out) as AppliedJson;
  for (const { what } of result.changes) {
    const id = /^Label Studio project '.*' \((\d+)\)$/.exec(what)?.[1];
    if (id !== undefined && !projects.includes(Number(id))) projects.push(Number(id));
  }
  return result;
}

/** Runs with other variables than the stack's; an empty one counts as not set. */
async function withVariables(variables: Record<string, string>, run: () => Promise<void>): Promise<void> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name] ?? '']));
  Object.assign(process.env, variables);
  try {
    await run();
  } finally {
    Object.assign(process.env, before);
  }
}

/** A loop file whose source exists. */
async function withSource(changes: Record<string, unknown> = {}): Promise<LoopFile> {
  const file = await newLoopFile(changes);
  await store.ensureBucket(file.source);
  return file;
}

describe('apply', () => {
  it('makes everything a loop needs, and a second time changes nothing', async () => {
    const file = await withSource();
    const dry = await applied(file, '--dry-run');
    expect(new Set(dry.changes.map(({ action }) => action))).toEqual(new Set(['created', 'unchanged']));
    expect(await store.bucketExists(file.ledger)).toBe(false);

    const first = await applied(file);
    expect(first.changes.map(({ action }) => action)).toEqual([
      'created', // bucket of the ledger
      'created', // bucket of filing
      'created', // configuration
      'created', // class registry
      'created', // two projects
      'created',
      'created', // two webhooks
      'created',
      'unchanged', // search attributes: the namespace has them
      'created', // Schedule
    ]);
    const second = await apply(file);
    expect(second.code).toBe(0);
    expect(second.out).toContain('nothing was changed');
    expect(second.out).not.toMatch(/^(created|updated)/m);
    expect(second.out).toContain(`annoloop round start ${file.name}`);
    expect((await applied(file)).changes.every(({ action }) => action === 'unchanged')).toBe(true);
    expect((await applied(file, '--dry-run')).changes.every(({ action }) => action === 'unchanged')).toBe(true);
  });

  it('has the Schedule start rounds with the stored configuration', async () => {
    const file = await withSource({ schedule: { cron: '0 6 * * 1-5', timezone: 'Europe/Berlin' } });
    const { configRef, nextRound } = await applied(file);
    expect((await applied(file)).changes.every(({ action }) => action === 'unchanged')).toBe(true);

    const { action, policies, spec, typedSearchAttributes } = await temporal.client.schedule
      .getHandle(scheduleId(file.name))
      .describe();
    expect(action).toMatchObject({
      workflowType: 'annotationRound',
      workflowId: `${file.name}-round`,
      taskQueue: MAIN_QUEUE,
      args: [{ loop: file.name, configRef }],
      memo: { configRef },
    });
    expect(policies.overlap).toBe('ALLOW_ALL');
    expect(spec.timezone).toBe('Europe/Berlin');
    expect(spec.calendars?.[0]).toMatchObject({ hour: [{ start: 6 }], comment: '0 6 * * 1-5' });
    expect(typedSearchAttributes.get(LOOP_ATTRIBUTE)).toBe(file.name);
    expect(Date.parse(nextRound ?? '')).toBeGreaterThan(Date.now());
    expect(configRef.key).toBe(`config/${configRef.sha256}.json`);
    expect(await store.head({ bucket: file.ledger, key: configRef.key })).not.toBeNull();
  });

  it('updates what a changed file changes, and keeps a pause and its note', async () => {
    const file = await withSource();
    await applied(file);
    expect((await run('loop', 'pause', file.name, '--note', 'new camera')).code).toBe(0);
    await file.change({ schedule: { every: '12h' }, classes: ['Bread', 'Egg', 'Rice', 'Soup'] });
    const { changes } = await applied(file);
    const updated = changes.filter(({ action }) => action !== 'unchanged').map(({ what }) => what);
    expect(updated).toEqual([
      expect.stringMatching(/^configuration config\//),
      'class registry, version 2: 4 classes',
      expect.stringContaining('evaluation'),
      expect.stringContaining('training'),
      `Schedule of '${file.name}'`,
    ]);
    const { state, spec } = await temporal.client.schedule.getHandle(scheduleId(file.name)).describe();
    expect(state).toMatchObject({ paused: true, note: 'new camera' });
    expect(spec.intervals).toEqual([{ every: 12 * 3_600_000, offset: 0 }]);
    const again = await apply(file);
    expect(again.out).toContain('The loop is paused (new camera)');
  });

  it("gives both projects a webhook with the loop's secret, and mends one that went silent", async () => {
    const file = await withSource();
    await applied(file);
    const [id] = projects.slice(-1);
    const [hook] = await labelStudio.listWebhooks(id as number);
    expect(hook?.url).toMatch(new RegExp(`/hooks/label-studio/${file.name}$`));
    const secret = Object.values(hook?.headers ?? {})[0] ?? '';
    expect(isHookSecret(parseMediaKeys(process.env.ANNOLOOP_MEDIA_KEYS ?? '') ?? [], file.name, secret)).toBe(true);

    await labelStudio.updateWebhook(id as number, hook?.id as number, hook?.url as string, { 'X-Other': 'secret' });
    const { changes } = await applied(file);
    expect(changes.filter(({ action }) => action === 'updated').map(({ what }) => what)).toEqual([
      expect.stringContaining('webhook of the training project'),
    ]);
    expect(await labelStudio.listWebhooks(id as number)).toEqual([hook]);
  });
});

describe('apply refuses, and changes nothing,', () => {
  const refusal = async (file: LoopFile): Promise<string> => {
    const { code, err } = await apply(file);
    expect(code).toBe(EXIT.refused);
    expect(err).toContain('nothing was changed');
    return err;
  };

  it('a source bucket that does not exist', async () => {
    const file = await newLoopFile();
    expect(await refusal(file)).toMatch(/source\.bucket 'production-\w+' does not exist\n.*belongs to production/);
    expect(await store.bucketExists(file.ledger)).toBe(false);
  });

  it('every reason at once', () =>
    withVariables({ S3_PUBLIC_ENDPOINT: '', ANNOLOOP_TRAINER_SECRET: '' }, async () => {
      const file = await newLoopFile();
      await file.change({
        annotation: { project: 'Test', images: 'presigned', until: { deadline: '7d' } },
        retraining: { when: { newLabels: 5 }, trigger: { kind: 'webhook', url: 'https://trainer.example/train' } },
      });
      const said = await refusal(file);
      expect(said).toContain('S3_PUBLIC_ENDPOINT is not set');
      expect(said).toContain('ANNOLOOP_TRAINER_SECRET is not set');
      expect(said).toContain('does not exist');
    }));

  it('two loops that move out of one source; one that copies may share it', async () => {
    const first = await withSource();
    await applied(first);
    const second = await newLoopFile({ source: { bucket: first.source, prefix: 'camera/' } });
    expect(await refusal(second)).toMatch(new RegExp(`loop '${first.name}' moves images out of s3://${first.source}/`));
    await second.change({ filing: { bucket: second.dataset, mode: 'copy' } });
    expect((await applied(second)).changes.at(-1)).toEqual({ action: 'created', what: `Schedule of '${second.name}'` });
  });

  it('the ledger of another loop, and a ledger within its source', async () => {
    const first = await withSource();
    await applied(first);
    const second = await withSource({ ledger: { bucket: first.ledger } });
    expect(await refusal(second)).toContain(`is that of loop '${first.name}'`);
    await second.change({ ledger: { bucket: first.source, prefix: 'records/' } });
    expect(await refusal(second)).toContain(`lies inside the source of loop '${first.name}'`);
    await second.change({ ledger: { bucket: first.ledger, prefix: 'second/' } });
    await applied(second);
  });

  it('another ledger than the loop had before', async () => {
    const file = await withSource();
    await applied(file);
    await file.change({ ledger: { bucket: file.ledger, prefix: 'elsewhere/' } });
    expect(await refusal(file)).toContain('a loop cannot change its ledger');
  });

  it('classes in another order', async () => {
    const file = await withSource();
    await applied(file);
    await file.change({ classes: ['Egg', 'Bread', 'Rice'] });
    expect(await refusal(file)).toMatch(/classes: 'Bread' stood before 'Egg'.*keep the order/);
  });

  it('credentials that the store does not know', () =>
    withVariables({ AWS_ACCESS_KEY_ID: randomBytes(8).toString('hex') }, async () => {
      const said = await refusal(await newLoopFile());
      expect(said).toMatch(/does not know this access key.*\n\s+check AWS_ACCESS_KEY_ID/);
    }));

  it('a Label Studio token that is unknown, and a Temporal that is not there', () =>
    withVariables({ LABEL_STUDIO_USER_TOKEN: randomBytes(20).toString('hex') }, async () => {
      const file = await withSource();
      const { code, err } = await runCommand([registerApply], ['apply', file.file, '--address', '127.0.0.1:1']);
      expect(code).toBe(EXIT.refused);
      expect(err).toContain('Temporal does not answer at 127.0.0.1:1');
      expect(err).toContain('annoloop up');
      expect(err).toContain('LABEL_STUDIO_USER_TOKEN');
    }));

  it('a label config that Label Studio does not take', async () => {
    const file = await withSource();
    const xml = [
      '<View><Image name="image" value="$image"/>',
      '<Choices name="label" toName="image"><Choice value="Bread"/><Choice value="Egg"/><Choice value="Rice"/>',
      '<Choice value="None of these"/><Choice value="Cannot tell"/></Choices>',
      '<Rating name="mood" toName="nothing"/></View>',
    ];
    await writeFile(join(dirname(file.file), 'own.xml'), xml.join(''));
    await file.change({
      annotation: { project: 'Own', labelConfig: 'own.xml', until: { evaluation: { atLeast: 2 }, deadline: '7d' } },
    });
    expect(await refusal(file)).toMatch(
      /Label Studio refuses the label config: .*nothing.*\n.*annotation\.labelConfig/,
    );
  });

  it('a namespace that does not exist', async () => {
    const file = await withSource();
    const { code, err } = await runCommand([registerApply], ['apply', file.file, '--namespace', 'nowhere']);
    expect(code).toBe(EXIT.refused);
    expect(err).toContain("has no namespace 'nowhere'");
  });
});
