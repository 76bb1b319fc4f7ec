import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeLoop } from '../../src/config/loop-file/describe-loop';
import { loadLoopFile } from '../../src/config/loop-file/load-loop-file';
import { LoopFileInvalid } from '../../src/config/loop-file/loop-file-invalid';
import type { LoopConfig } from '../../src/contracts/loop-config';
import { TAG_NAMES } from '../rounds/loop-fixture';

const DAY = 86_400_000;
const good = (name: string): string => join(__dirname, 'good', name);
const example = join(__dirname, '../../loops/food11.yaml');

test('a minimal file gets the defaults of the design', async () => {
  const { config, warnings } = await loadLoopFile(good('minimal.yaml'));
  const expected: LoopConfig = {
    name: 'food11',
    seed: 'food11',
    source: { bucket: 'production', prefix: '', since: null },
    ledger: { bucket: 'food11-ledger', prefix: '' },
    predictions: { from: 'tags', tags: TAG_NAMES },
    classes: [
      { name: 'Bread', was: [] },
      { name: 'Egg', was: [] },
    ],
    schedule: { kind: 'interval', everyMs: DAY, offsetMs: 0 },
    maxOpenRounds: 10,
    settleMs: 60_000,
    lookbackMs: DAY,
    feedbackMs: DAY,
    draws: [
      {
        name: 'evaluation',
        strategy: 'random',
        purpose: 'evaluation',
        size: 100,
        minPerVersion: null,
        below: null,
        above: null,
        take: 'sample',
        weights: null,
        diverse: null,
        where: { predictedClass: null, capturedWithinMs: null, tags: {} },
      },
    ],
    annotation: {
      project: 'food11',
      labelConfig: null,
      annotators: 1,
      disputes: 'reissue',
      images: 'link',
      blind: false,
      until: { evaluation: { answered: 1, atLeast: 80 }, training: { answered: 0.8 }, deadlineMs: 7 * DAY },
      closeMs: 14 * DAY,
      pollMs: 60_000,
      openTasks: 'keep',
    },
    filing: { bucket: 'food11-dataset', prefix: '', mode: 'move', noisyAbove: null, acceptUnsafeDelete: false },
    evaluation: { confidence: 0.95, target: null, interval: 'wilson', slices: [], perceptualRadius: null },
    retraining: {
      when: { kind: 'newLabels', atLeast: 100 },
      approval: { required: true, timeoutMs: 3 * DAY },
      trigger: { kind: 'none' },
      validation: 0,
    },
  };
  expect(config).toEqual(expected);
  expect(warnings).toEqual([]);
});

test('every key of the language is read', async () => {
  const { config } = await loadLoopFile(good('everything.yaml'));
  expect(config.source.since).toBe('2026-11-01T06:30:00Z');
  expect(config.predictions.tags).toEqual({
    predictedClass: 'pred',
    confidence: 'conf',
    scores: 'top',
    timestamp: 'taken:at',
    modelVersion: 'model',
    flagged: 'doubt',
    correctedClass: 'fixed',
    group: 'burst',
  });
  expect(config.classes).toEqual([
    { name: 'Bakery', was: ['Bread', 'Rolls'] },
    { name: '12', was: [] },
    { name: 'Käse & "Ei"', was: [] },
  ]);
  expect(config.schedule).toEqual({
    kind: 'cron',
    cron: '30 6-20/2 1,15 jan-jun MON-fri',
    timezone: 'Europe/Berlin',
  });
  expect(config.draws.map(({ name, take, size, below }) => [name, take, size, below])).toEqual([
    ['first', 'sample', { margin: 0.1 }, null],
    ['more', 'sample', 10, null],
    ['lowest', 'lowest', 20, 0.6],
    ['flagged', 'sample', 30, null],
    ['torn', 'lowest', 20, null],
    ['puzzled', 'highest', 20, null],
    ['ios', 'all', null, null],
    ['rare', 'sample', 20, null],
    ['unlike', 'sample', 20, null],
  ]);
  const drawn = new Map(config.draws.map((draw) => [draw.name, draw]));
  expect(drawn.get('first')?.minPerVersion).toBe(20);
  expect(drawn.get('puzzled')?.above).toBe(0.5);
  expect(drawn.get('rare')?.weights).toEqual({ Bakery: 3, '12': 0.5 });
  expect(drawn.get('unlike')?.diverse).toEqual({ pool: 500, radius: 8, perClass: 5 });
  expect(drawn.get('ios')?.where).toEqual({
    predictedClass: ['Bakery'],
    capturedWithinMs: DAY / 2,
    tags: { device: ['ios', 'ipad'], 'app:version': ['2'] },
  });
  expect(config.annotation).toMatchObject({
    project: 'Essen und Trinken',
    annotators: 3,
    disputes: 'leave',
    images: 'presigned',
    blind: true,
    until: { evaluation: { answered: 0.9, atLeast: 30 }, training: { answered: 0 }, deadlineMs: 2 * DAY },
    closeMs: 2 * DAY,
    pollMs: 30_000,
    openTasks: 'delete',
  });
  expect(config.filing).toEqual({
    bucket: 'production',
    prefix: 'filed/',
    mode: 'copy',
    noisyAbove: 0.95,
    acceptUnsafeDelete: false,
  });
  expect(config.evaluation).toEqual({
    confidence: 0.9,
    target: 0.8,
    interval: 'clopper-pearson',
    slices: ['device', 'app:version'],
    perceptualRadius: 4,
  });
  expect(config.retraining).toEqual({
    when: { kind: 'accuracyBelow', below: 0.8 },
    approval: { required: false, timeoutMs: 3_600_000 },
    trigger: { kind: 'webhook', url: 'https://trainer.example/train?loop=food', timeoutMs: 6 * 3_600_000 },
    validation: 0.1,
  });
});

test('the label config is read from beside the loop file and inlined', async () => {
  const { config } = await loadLoopFile(good('everything.yaml'));
  expect(config.annotation.labelConfig).toBe(readFileSync(good('food.xml'), 'utf8'));
});

test('filing in place takes the bucket and prefix of the source', async () => {
  const { config } = await loadLoopFile(good('anchors.yaml'));
  expect(config.filing).toEqual({
    bucket: 'production',
    prefix: '',
    mode: 'in-place',
    noisyAbove: null,
    acceptUnsafeDelete: true,
  });
});

test('defaults that depend on other keys follow them', async () => {
  const { config } = await loadLoopFile(good('anchors.yaml'));
  expect(config.annotation.until.evaluation.atLeast).toBe(24);
  expect(config.annotation.closeMs).toBe(28 * DAY);
});

test('what is seldom meant is a warning with its place, not a refusal', async () => {
  const { warnings } = await loadLoopFile(good('anchors.yaml'));
  expect(warnings.map(({ line, column, message }) => [line, column, message])).toEqual([
    [12, 11, 'if people take until the deadline, 10 rounds are open after 10 days, and then new ones are skipped'],
    [13, 53, '29 answers say little: the interval may be wider than 30 points'],
  ]);
});

test('a draw that picks before one that samples is warned of', async () => {
  const { warnings } = await loadLoopFile(good('picky-first.yaml'));
  expect(warnings.map(({ line, message }) => [line, message])).toEqual([
    [7, "'rare' picks before 'unsure' draws: labels of 'unsure' then tell nothing of the model's accuracy"],
  ]);
});

test('the loop files that are shipped are valid, without a warning', async () => {
  const folder = join(__dirname, '../../loops');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.yaml'))) {
    const { warnings } = await loadLoopFile(join(folder, name));
    expect(warnings).toEqual([]);
  }
});

test.each([
  ['food11.described.txt', example],
  ['everything.described.txt', good('everything.yaml')],
])('a file is described in plain words, as in %s', async (described, file) => {
  const { config } = await loadLoopFile(file);
  if (process.env.ANNOLOOP_WRITE_EXPECTED === '1') writeFileSync(good(described), `${describeLoop(config)}\n`);
  expect(describeLoop(config)).toBe(readFileSync(good(described), 'utf8').trimEnd());
});

describe('a file on its own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'annoloop-loop-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('above 1 MB is refused before it is parsed', async () => {
    const file = join(folder, 'big.yaml');
    writeFileSync(file, `name: food11\n# ${'x'.repeat(1_100_000)}\n`);
    const refusal = await loadLoopFile(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LoopFileInvalid);
    expect((refusal as LoopFileInvalid).message).toBe(
      `${file}: the loop file has 1.1 MB\n  = it may have 1 MB at most`,
    );
  });

  test('that does not exist is named', async () => {
    await expect(loadLoopFile(join(folder, 'none.yaml'))).rejects.toThrow('the loop file does not exist');
  });

  test('that is a folder is named', async () => {
    await expect(loadLoopFile(folder)).rejects.toThrow('the loop file is not a file');
  });

  test('with Windows line ends and a byte order mark says the same', async () => {
    const text = readFileSync(good('minimal.yaml'), 'utf8').replaceAll('\n', '\r\n');
    writeFileSync(join(folder, 'loop.yaml'), `\uFEFF${text}`);
    const { config } = await loadLoopFile(join(folder, 'loop.yaml'));
    expect(config).toEqual((await loadLoopFile(good('minimal.yaml'))).config);
  });

  test('with escape sequences in it cannot steer the terminal', async () => {
    writeFileSync(join(folder, 'loop.yaml'), 'name: "x\\u001b[2J"\n');
    const refusal = await loadLoopFile(join(folder, 'loop.yaml')).catch((error: unknown) => String(error));
    expect(refusal).toContain('`name` must be');
    expect(refusal).not.toContain('\u001b');
  });

  test('may lie anywhere: the label config is looked for beside it', async () => {
    cpSync(join(__dirname, 'good'), folder, { recursive: true });
    await expect(loadLoopFile(join(folder, 'everything.yaml'))).resolves.toBeDefined();
  });
});
