import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { registerApply } from '../../src/cli/commands/apply';
import { registerItems } from '../../src/cli/commands/items';
import { registerModels } from '../../src/cli/commands/models';
import { EXIT } from '../../src/cli/exit-codes';
import type { RetrainingRecord } from '../../src/contracts/retraining';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import type { ExportedItem } from '../../src/lineage/exported-item';
import { findLoop } from '../../src/temporal/schedules';
import { drawRow } from '../draw-row';
import { labelRow, roundOf, writeRound } from '../loops/past';
import { type Bench, openBench } from '../rounds/test-loop';
import { newLoopFile } from './loop-file';
import { type Ran, runCommand } from './run-command';

jest.setTimeout(120_000);

let bench: Bench;
let loop: string;
let ledger: Ledger;
let folder: string;

const run = (...args: string[]): Promise<Ran> =>
  runCommand([registerApply, registerItems, registerModels], [...args, '--namespace', bench.temporal.namespace]);

beforeAll(async () => {
  bench = await openBench();
  folder = await mkdtemp(join(tmpdir(), 'annoloop-items-'));
  const written = await newLoopFile({ classes: ['Bread', 'Egg', 'Noodles/Pasta'] });
  loop = written.name;
  await bench.store.ensureBucket(written.source);
  expect(await run('apply', written.file)).toMatchObject({ code: EXIT.ok });
  const { configRef } = await findLoop(bench.temporal.client, loop);
  ledger = (await bench.dependencies.openLoop(configRef)).ledger;

  const first = [drawRow('a "quoted", name.png', { confidence: 0.9 }), drawRow('b.png', { confidence: 0.2 })];
  await writeRound(ledger, 0, {
    drawn: first,
    labels: [labelRow(first[0] as never), labelRow(first[1] as never, { status: 'disputed', classId: null })],
  });
  const second = [drawRow('c.png', { purpose: 'evaluation', predictedClass: 2 })];
  await writeRound(ledger, 1, { drawn: second });
  await retrain(
    ledger,
    first.slice(0, 1).map(({ itemId }) => itemId),
  );
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

const DIGEST = 'd'.repeat(64);

async function retrain(into: Ledger, itemIds: string[]): Promise<void> {
  const lines = itemIds.map((itemId) => `${JSON.stringify({ itemId, classId: 2 })}\n`).join('');
  const { ref } = await into.createText(ledgerKeys.dataset(DIGEST), lines, 'application/jsonl');
  await into.createJson(ledgerKeys.datasetSummary(DIGEST), {
    predecessor: null,
    rounds: [roundOf(0)],
    byClass: { 'Noodles/Pasta': 1 },
    byDraw: { rest: 1 },
    added: 1,
    removed: 0,
    relabelled: 0,
  });
  const headline = { value: 0.75, lower: 0.65, upper: 0.83, n: 80, sufficient: true };
  const record: RetrainingRecord = {
    number: 1,
    loop,
    proposal: {
      digest: DIGEST,
      manifest: ref,
      estimate: ref,
      classes: ref,
      round: roundOf(0),
      headline,
      items: 1,
      newLabels: 1,
      because: 'test',
      expiresAt: null,
    },
    decision: { digest: DIGEST, verdict: 'approve', by: 'ada', at: '2026-11-03T00:00:00.000Z', comment: 'go' },
    trigger: 'none',
    result: { modelVersion: 'm2', metrics: { accuracy: 0.8 }, model: null },
    failure: null,
  };
  await into.createJson(ledgerKeys.retraining(1), record);
}

const jsonItems = async (...args: string[]): Promise<ExportedItem[]> => {
  const { code, out, err } = await run('items', loop, '--format', 'json', ...args);
  expect([code, err]).toEqual([EXIT.ok, '']);
  return JSON.parse(out) as ExportedItem[];
};

test('items say what was drawn, what people said of it by name, and where it lies now', async () => {
  const [filed, open, evaluation] = await jsonItems();
  expect(filed).toMatchObject({
    round: roundOf(0),
    predictedClass: 'Egg',
    label: 'Noodles/Pasta',
    isRight: false,
    status: 'labelled',
    bucket: 'dataset',
    key: 'training/class_02/a "quoted", name.png',
  });
  expect(open).toMatchObject({ status: 'disputed', label: null, isRight: null, bucket: 'production', key: 'b.png' });
  expect(evaluation).toMatchObject({ purpose: 'evaluation', blind: true, isRight: true });
});

test('they narrow by round, by the dataset of a model and by any condition on the columns', async () => {
  const keys = async (...args: string[]) => (await jsonItems(...args)).map(({ key }) => key.split('/').at(-1));
  expect(await keys('--round', roundOf(1))).toEqual(['c.png']);
  expect(await keys('--round', roundOf(1), '--round', roundOf(0))).toEqual(['c.png', 'a "quoted", name.png', 'b.png']);
  expect(await keys('--dataset', 'm2')).toEqual(['a "quoted", name.png']);
  expect(await keys('--dataset', DIGEST)).toEqual(['a "quoted", name.png']);
  expect(await keys('--where', "purpose = 'training' and confidence < 0.5 -- the doubtful ones")).toEqual(['b.png']);
  expect(await keys('--where', 'false')).toEqual([]);
});

test('CSV, JSON Lines and Parquet hold the same rows', async () => {
  const csv = join(folder, 'items.csv');
  expect(await run('items', loop, '--output', csv)).toMatchObject({
    code: EXIT.ok,
    out: '',
    err: `3 items written to ${csv}\n`,
  });
  const [head, first] = (await readFile(csv, 'utf8')).split('\n');
  expect(head).toMatch(/^round,itemId,draw,/);
  expect(first).toContain('"training/class_02/a ""quoted"", name.png"');

  const lines = join(folder, 'items.jsonl');
  await run('items', loop, '--output', lines);
  expect(
    (await readFile(lines, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => parse(line) as ExportedItem),
  ).toHaveLength(3);

  const parquet = join(folder, 'items.parquet');
  await run('items', loop, '--output', parquet);
  expect((await readFile(parquet)).subarray(0, 4).toString()).toBe('PAR1');
});

test.each([
  [['--where', 'colour = 1'], EXIT.invalid, 'colour'],
  [['--where', "status = 'open"], EXIT.invalid, 'Write it as SQL does'],
  [['--where', "confidence in (select 1 from read_csv('/etc/passwd'))"], EXIT.invalid, 'Write it as SQL does'],
  [['--dataset', 'm9'], EXIT.notFound, 'annoloop models'],
  [['--format', 'parquet'], EXIT.invalid, '--output items.parquet'],
  [['--format', 'xlsx'], EXIT.invalid, ''],
])('%j is refused in words', async (args, code, says) => {
  const ran = await run('items', loop, ...args);
  expect(ran.code).toBe(code);
  expect(ran.err).toContain(says);
});

test('a model has its dataset, its rounds and who approved it', async () => {
  expect((await run('models', loop)).out).toMatch(/m2 +2026-11-03T00:00:00Z +ada +1 +1 +dddddddddddd/);
  const { out } = await run('models', loop, 'm2');
  expect(out).toContain('Approved   2026-11-03T00:00:00.000Z by ada: go');
  expect(out).toContain('Against    nothing before it: 1 added, 0 removed, 0 relabelled');
  expect(out).toContain(`Rounds     ${roundOf(0)}`);
  expect(JSON.parse((await run('models', loop, 'm2', '--json')).out)).toMatchObject({ digest: DIGEST, items: 1 });
  const unknown = await run('models', loop, 'm3');
  expect([unknown.code, unknown.err]).toEqual([EXIT.notFound, expect.stringContaining('There are: m2.')]);
});
