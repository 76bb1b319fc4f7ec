import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { registerForget } from '../../src/cli/commands/forget';
import { registerItems } from '../../src/cli/commands/items';
import { registerReport } from '../../src/cli/commands/report';
import { EXIT } from '../../src/cli/exit-codes';
import { readEnvironment } from '../../src/config/environment';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { CensusRow } from '../../src/contracts/rows';
import { itemId } from '../../src/domain/item-id';
import { ledgerKeys } from '../../src/domain/layout';
import { isTombstone } from '../../src/domain/tombstone';
import { gateId } from '../../src/domain/workflow-ids';
import type { ForgetDependencies } from '../../src/forget/dependencies';
import { forget } from '../../src/forget/forget';
import { planForgetting } from '../../src/forget/forget-plan';
import { CENSUS } from '../../src/ledger/tables';
import { censusShortfall } from '../../src/loops/census-shortfall';
import { createS3Eraser } from '../../src/object-store/s3-eraser';
import { openWorkOf } from '../../src/temporal/open-work';
import { ensureSchedule } from '../../src/temporal/schedules';
import { triggerRound } from '../../src/temporal/start-round';
import { openStoredLoops, storeClientSettings } from '../../src/wiring/stored-loops';
import { gateStatusQuery, roundStatusQuery } from '../../workflows/messages';
import { runCommand } from '../cli/run-command';
import { censusRow } from '../domain/drawing/census-rows';
import { rawClient, unfinishedUploads } from '../faults/bucket-state';
import { type OwnStore, startOwnStore } from '../faults/own-store';
import { everythingInBucket, parquetAsText } from '../privacy/everything-stored';
import { loopConfig } from '../rounds/loop-fixture';
import { type Outcome, outcomeOf } from '../rounds/outcome';
import { answerTasks, editAnnotation, picturesByItem, theTruth } from '../rounds/people';
import { playRound, produce, reaches, tasksOf } from '../rounds/play';
import { bytesOf, pictures, tagsOf as tagsOfPicture } from '../rounds/production';
import { type Bench, makeLoop, openBench, type Round, type TestLoop, withWorkers } from '../rounds/test-loop';
import { eventually } from '../setup/namespace';

jest.setTimeout(400_000);

const COMMANDS = [registerForget, registerItems, registerReport];
const all = pictures(12);

let own: OwnStore;
let bench: Bench;
let deps: ForgetDependencies;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annoloop-forget-'));
  own = await startOwnStore();
  bench = await openBench(own.environment);
  Object.assign(process.env, own.environment, { ANNOLOOP_CACHE_DIR: join(folder, 'cli') });
  deps = await openDependencies();
});
afterAll(async () => {
  await bench.close();
  await own.close();
  await rm(folder, { recursive: true, force: true });
});

/** As another process opens them: with a cache of its own. */
async function openDependencies(): Promise<ForgetDependencies> {
  const variables = { ...bench.environment, ANNOLOOP_CACHE_DIR: join(folder, 'other') };
  const environment = readEnvironment(variables, ['store', 'cache']);
  const eraser = createS3Eraser(storeClientSettings(environment.store));
  return { ...(await openStoredLoops(environment)), eraser, labelStudio: bench.labelStudio };
}

/** A loop on versioned buckets that the command line knows; everything is drawn, half of it for training. */
async function newLoop(): Promise<TestLoop> {
  const config = loopConfig((config) => {
    config.draws = config.draws
      .filter(({ name }) => name !== 'low-confidence')
      .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
    config.annotation.closeMs = 3_600_000;
    config.retraining.when = { kind: 'newLabels', atLeast: 1 };
  });
  const raw = rawClient(bench);
  for (const bucket of [config.source.bucket, config.filing.bucket, config.ledger.bucket]) {
    await bench.store.ensureBucket(bucket);
    await raw.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  raw.destroy();
  const loop = await makeLoop(bench, config);
  await ensureSchedule(bench.temporal.client, config, loop.ref);
  return loop;
}

const command = (...args: string[]) => runCommand(COMMANDS, [...args, '--namespace', bench.temporal.namespace]);

/** Every version of every object of the loop's buckets as text: keys, bytes, and the rows of Parquet files. */
async function everyVersion({ config }: TestLoop): Promise<string> {
  const raw = rawClient(bench);
  const said: string[] = [];
  for (const bucket of [config.source.bucket, config.filing.bucket, config.ledger.bucket]) {
    const { Versions = [], DeleteMarkers = [] } = await raw.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    said.push(...DeleteMarkers.map(({ Key }) => `deleted ${Key}`));
    for (const { Key, VersionId } of Versions) {
      const { Body } = await raw.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      said.push(Key ?? '', bytes.toString('latin1'));
      if (bytes.subarray(0, 4).toString() === 'PAR1') said.push(await parquetAsText(bytes, folder));
    }
  }
  raw.destroy();
  return said.join('\n');
}

/** What a picture could be known by. */
function traces(key: string): Record<string, string> {
  const bytes = bytesOf({ key });
  return {
    key,
    bytes: bytes.toString('latin1'),
    md5: createHash('md5').update(bytes).digest('hex'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

const tracesIn = (text: string, key: string): string[] =>
  Object.entries(traces(key)).flatMap(([kind, trace]) => (text.includes(trace) ? [kind] : []));

/** So that a census names each picture among the first of a kind of which something cannot be read. */
async function makeUnreadable({ config }: TestLoop): Promise<void> {
  const wrong = [{ timestamp: 'yesterday' }, { confidence: 'high' }, { flagged: 'perhaps' }];
  for (const [index, picture] of all.entries()) {
    const tags = { ...tagsOfPicture(picture), ...wrong[Math.floor(index / 4)] };
    await bench.store.putTags({ bucket: config.source.bucket, key: picture.key }, tags);
  }
}

const drawnAs = ({ drawn }: Outcome, purpose: 'evaluation' | 'training') => {
  const row = drawn.find((item) => item.purpose === purpose);
  if (!row) throw new Error(`nothing was drawn for ${purpose}`);
  return row;
};

test('an image is forgotten everywhere, the numbers stay, the round goes on, and it does not come again', async () => {
  const loop = await newLoop();
  await produce(bench, loop, all);
  await makeUnreadable(loop);
  await withWorkers(bench, async () => {
    const round = await playRound(bench, loop, all);
    const { examples } = (await censusShortfall(loop.ledger, round.workflowId)) ?? { examples: {} };
    expect(Object.values(examples).flat().sort()).toEqual(all.map(({ key }) => key).sort());
    const before = await outcomeOf(loop, round.workflowId);
    const [blind, trained] = [drawnAs(before, 'evaluation'), drawnAs(before, 'training')];
    const ids = [blind.itemId, trained.itemId];
    await leaveAnUpload(loop, trained.itemId);
    await waitsForDecision(loop);
    for (const { key } of [blind, trained]) {
      expect(tracesIn(await everyVersion(loop), key).sort()).toEqual(['bytes', 'key', 'md5', 'sha256']);
    }

    const dry = await command('forget', ...ids);
    expect(dry.out).toContain('Nothing was changed. With --yes it is done');
    expect(dry.out).toMatch(/holds it: [0-9a-f]{12} is rejected/);
    expect(await bench.labelStudio.findTasks((await projects(before)).training, ids)).toHaveLength(1);

    const done = await command('forget', ...ids, '--yes', '--json', '--by', 'ada');
    expect([done.err, done.code]).toEqual([expect.stringContaining('forgetting in'), EXIT.ok]);
    expect(JSON.parse(done.out)).toMatchObject([
      { loop: loop.config.name, done: true, tasks: [{}, {}], proof: { left: [] }, trainedModels: [] },
    ]);
    expect(await uploadsOf(loop)).toEqual([]);
    const left = await everyVersion(loop);
    for (const { key } of [blind, trained]) expect([key, tracesIn(left, key)]).toEqual([key, []]);
    for (const { key } of all.filter(({ key }) => key !== blind.key && key !== trained.key)) {
      expect(tracesIn(left, key).sort()).toEqual(['bytes', 'key', 'md5', 'sha256']);
    }

    // References of before are read as ever: in this process, which remembers much, and in one that remembers nothing.
    for (const ledger of [loop.ledger, deps.store && (await freshLedger(loop))]) {
      const after = await outcomeOf({ ...loop, ledger }, round.workflowId);
      expect(after.estimate).toEqual(before.estimate);
      expect(after.labels).toEqual(before.labels);
      expect(
        after.drawn.map(({ itemId, cell, predictedClass, confidence }) => [itemId, cell, predictedClass, confidence]),
      ).toEqual(
        before.drawn.map(({ itemId, cell, predictedClass, confidence }) => [itemId, cell, predictedClass, confidence]),
      );
    }
    const fresh = await outcomeOf({ ...loop, ledger: await freshLedger(loop) }, round.workflowId);
    expect(
      fresh.drawn
        .filter(({ key }) => isTombstone(key))
        .map(({ itemId }) => itemId)
        .sort(),
    ).toEqual([...ids].sort());

    const items = await command('items', loop.config.name, '--format', 'json');
    expect(JSON.parse(items.out)).toHaveLength(12);
    expect(items.out).not.toContain(JSON.stringify(blind.key));
    expect((await command('report', loop.config.name, '--json')).code).toBe(EXIT.ok);

    await amendedAndProposed(loop, round, before, ids);
    const amended = await everyVersion(loop);
    for (const { key } of [blind, trained]) expect([key, tracesIn(amended, key)]).toEqual([key, []]);
    await comesNotAgain(loop, blind.key);

    const again = await command('forget', ...ids, '--yes', '--json');
    expect(JSON.parse(again.out)).toMatchObject([{ objects: [], tasks: [], artifacts: [], proof: { left: [] } }]);
    await round.terminate('end of test');
  });
});

/** A copy in parts that was begun and left where nothing was filed: no listing of objects shows its bytes. */
async function leaveAnUpload(loop: TestLoop, itemId: string): Promise<void> {
  const raw = rawClient(bench);
  const Key = `training/class_01/left-${itemId}.png`;
  await raw.send(new CreateMultipartUploadCommand({ Bucket: loop.config.filing.bucket, Key }));
  raw.destroy();
  expect(await uploadsOf(loop)).toEqual([Key]);
}

async function uploadsOf({ config }: TestLoop): Promise<string[]> {
  const raw = rawClient(bench);
  const uploads = await unfinishedUploads(raw, config.filing.bucket);
  raw.destroy();
  return uploads;
}

const projects = async ({ tasks }: Outcome) => {
  const of = (purpose: string): number => tasks.find((task) => task.purpose === purpose)?.projectId ?? 0;
  return { evaluation: of('evaluation'), training: of('training') };
};

const gateOf = ({ config }: TestLoop) => bench.temporal.client.workflow.getHandle(gateId(config.name));

const waitsForDecision = (loop: TestLoop): Promise<void> =>
  eventually(async () => expect((await gateOf(loop).query(gateStatusQuery)).phase).toBe('deciding'), 90_000);

const freshLedger = async ({ config }: TestLoop) => {
  const variables = { ...bench.environment, ANNOLOOP_CACHE_DIR: await mkdtemp(join(folder, 'fresh-')) };
  const { ledgerAt } = await openStoredLoops(readEnvironment(variables, ['store', 'cache']));
  return ledgerAt(config.ledger.bucket, config.ledger.prefix);
};

/** Somebody changes another answer: the round amends, nothing of the forgotten items changes, and no dataset has them. */
async function amendedAndProposed(loop: TestLoop, round: Round, before: Outcome, ids: string[]): Promise<void> {
  expect((await gateOf(loop).query(gateStatusQuery)).lastDecision).toMatchObject({ verdict: 'reject', by: 'ada' });
  expect((await round.query(roundStatusQuery)).version).toBe(1);
  const other = before.drawn.find(({ itemId, purpose }) => purpose === 'training' && !ids.includes(itemId));
  const { training } = await projects(before);
  const read = await bench.labelStudio.readAnswers(training, round.workflowId);
  const [annotation] = read.tasks.find(({ itemId }) => itemId === other?.itemId)?.annotations ?? [];
  const was = before.labels.find(({ itemId }) => itemId === other?.itemId)?.classId;
  await editAnnotation(annotation?.annotationId ?? 0, was === 0 ? 'Noodles/Pasta' : 'Bread');
  await eventually(async () => expect((await round.query(roundStatusQuery)).version).toBe(2), 120_000);
  await reaches(round, 'amending');
  const after = await outcomeOf(loop, round.workflowId);
  const labelOf = ({ labels }: Outcome, id: string) => labels.find(({ itemId }) => itemId === id);
  for (const id of ids) expect(labelOf(after, id)).toEqual(labelOf(before, id));
  expect(after.estimate.accuracy).toEqual(before.estimate.accuracy);
  await waitsForDecision(loop);
  const { proposal } = await gateOf(loop).query(gateStatusQuery);
  const manifest = proposal ? await loop.ledger.readText(proposal.manifest) : '';
  expect(manifest).toContain(other?.itemId);
  for (const id of ids) expect(manifest).not.toContain(id);
}

/** The same bytes are uploaded again, under a name of their own and beside others: only the others are drawn. */
async function comesNotAgain(loop: TestLoop, key: string): Promise<void> {
  const others = pictures(4, 'day2');
  await bench.store.put({ bucket: loop.config.source.bucket, key: 'again.png' }, bytesOf({ key }), {
    contentType: 'image/png',
    tags: { predicted_class: 'Bread', confidence: '0.9' },
  });
  await produce(bench, loop, others);
  const second = await loop.start(1);
  await reaches(second, 'waiting');
  const drawn = (await tasksOf(bench, loop, second.workflowId)).map(({ itemId }) => itemId);
  const known = await picturesByItem(bench, loop.config, others);
  expect(drawn.sort()).toEqual([...known.keys()].sort());
  await answerTasks(await tasksOf(bench, loop, second.workflowId), known, theTruth);
  await reaches(second, 'amending');
  await second.terminate('end of test');
}

test('whoever is cut off at any request starts again and ends with nothing left; an image by its key, all versions', async () => {
  const loop = await newLoop();
  const { bucket } = loop.config.source;
  const [victim] = all as [(typeof all)[0]];
  // Somebody else's picture lay under the key before: by its key it goes too.
  await bench.store.put({ bucket, key: victim.key }, Buffer.from('an earlier picture'));
  await produce(bench, loop, all);
  await withWorkers(bench, async () => {
    const round = await loop.start();
    await reaches(round, 'waiting');
    const request = { itemIds: [], places: [{ bucket, key: victim.key }] };
    const target = { name: loop.config.name, config: loop.config, ledger: loop.ledger };
    const work = await openWorkOf(bench.temporal.client, loop.config.name, 'ada');
    let actions = 0;
    let crashes = 0;
    for (let allowed = 0; ; allowed += 1) {
      actions = 0;
      const mortal = dyingAfter(deps, () => {
        actions += 1;
        if (actions > allowed) throw new Error('cut off');
      });
      const plan = await planForgetting(deps, target, request, work);
      const proof = await forget(mortal, { plan, request, by: 'ada', work: async () => work }).catch(() => null);
      if (proof !== null) {
        expect(proof.left).toEqual([]);
        break;
      }
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(3);
    const left = await everyVersion(loop);
    expect(tracesIn(left, victim.key)).toEqual([]);
    expect(left).not.toContain('an earlier picture');

    // The round had it before people: it goes on without, and ends.
    await answerTasks(
      await tasksOf(bench, loop, round.workflowId),
      await picturesByItem(bench, loop.config, all),
      theTruth,
    );
    await reaches(round, 'amending');
    const { labels, filing, drawn } = await outcomeOf({ ...loop, ledger: await freshLedger(loop) }, round.workflowId);
    expect(labels.filter(({ status }) => status === 'missing')).toHaveLength(1);
    expect(labels.filter(({ status }) => status === 'labelled')).toHaveLength(11);
    expect(filing.map(({ status }) => status)).toEqual(Array.from({ length: 11 }, () => 'filed'));
    expect(drawn).toHaveLength(12);
    expect(tracesIn(await everyVersion(loop), victim.key)).toEqual([]);
    await round.terminate('end of test');
  });
});

/** The same, until `act` throws: it is asked before every change. */
function dyingAfter(real: ForgetDependencies, act: () => void): ForgetDependencies {
  const { store, eraser, labelStudio } = real;
  return {
    ...real,
    store: {
      ...store,
      put: async (...args) => {
        act();
        return store.put(...args);
      },
    },
    eraser: {
      ...eraser,
      erase: async (...args) => {
        act();
        return eraser.erase(...args);
      },
    },
    labelStudio: {
      ...labelStudio,
      findTasks: labelStudio.findTasks,
      getProject: labelStudio.getProject,
      deleteTasksOf: async (...args) => {
        act();
        return labelStudio.deleteTasksOf(...args);
      },
    },
  };
}

test('an image whose key another one had later is forgotten by its id, also as named by where it was filed; the other stays', async () => {
  const loop = await newLoop();
  const { config, ledger } = loop;
  const { bucket } = config.source;
  const versions = [Buffer.from('one person'), Buffer.from('another person')];
  const rows = [];
  for (const [index, bytes] of versions.entries()) {
    const { etag } = await bench.store.put({ bucket, key: 'camera.png' }, bytes);
    const row = censusRow({ key: 'camera.png', etag, size: bytes.length });
    rows.push(row);
    await ledger.createRows(ledgerKeys.censusPart(`${config.name}-round-${index}`, 0), CENSUS, [row], {
      upTo: row.key,
      counts: JSON.stringify({ examples: { 'unreadable-flag': [row.key] } }),
    });
  }
  const [first, second] = rows as [CensusRow, CensusRow];
  const id = itemId({ bucket, ...first });
  const target = { name: config.name, config, ledger };
  const idle = { rounds: [], gate: null, reject: () => Promise.reject(new Error('there is nothing to reject')) };
  const filed = { bucket: config.filing.bucket, key: `training/class_00/camera-${id}.png` };
  const request = { itemIds: [], places: [filed] };
  const plan = await planForgetting(deps, target, request, idle);
  expect(plan.itemIds).toEqual([id]);
  const proof = await forget(deps, { plan, request, by: 'ada', work: async () => idle });
  expect(proof.left).toEqual([]);

  const left = await everyVersion(loop);
  expect(left).not.toContain('one person');
  expect(left).not.toContain(first.etag);
  expect(left).toContain('another person');
  const [kept] = await ledger.readRows(
    (await ledger.find(ledgerKeys.censusPart(`${config.name}-round-1`, 0))) as ArtifactRef,
    CENSUS,
  );
  expect(kept).toEqual(second);
});

test('what is misspelled, unknown or busy is refused in words, and nothing is changed', async () => {
  const loop = await newLoop();
  await produce(bench, loop, all);
  expect(await command('forget', 'nonsense')).toMatchObject({ code: EXIT.invalid });
  expect(await command('forget')).toMatchObject({ code: EXIT.invalid });
  expect(await command('forget', '--key', 'just/a/key')).toMatchObject({ code: EXIT.invalid });
  expect(await command('forget', 'a'.repeat(24), '--loop', loop.config.name)).toMatchObject({ code: EXIT.notFound });
  // Nothing serves this round: it stays where it began.
  const round = bench.temporal.client.workflow.getHandle(await triggerRound(bench.temporal.client, loop.config.name));
  const image = ['--key', `s3://${loop.config.source.bucket}/${all[0]?.key}`, '--loop', loop.config.name];
  await eventually(async () =>
    expect((await command('forget', ...image)).out).toMatch(/cannot be done now: round \S+ is claiming/),
  );
  expect(await command('forget', ...image, '--yes')).toMatchObject({ out: '', code: EXIT.refused });
  expect(await everythingInBucket(bench.store, loop.config.source.bucket, folder)).toHaveLength(12);
  await round.terminate('end of test');
});
