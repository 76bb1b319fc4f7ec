import { classFolder } from '../../src/domain/class-folder';
import { ledgerKeys } from '../../src/domain/layout';
import { newestIn } from '../../src/loops/round-history';
import { draw, loopConfig } from '../rounds/loop-fixture';
import { outcomeOf } from '../rounds/outcome';
import { playRound, produce } from '../rounds/play';
import type { Picture } from '../rounds/production';
import { type Bench, makeLoop, openBench, withWorkers } from '../rounds/test-loop';

jest.setTimeout(240_000);

/** Names that mean something to somebody on the way: pages, keys, SQL, the label config, JavaScript, file systems. */
const NAMES = [
  '<img src=x onerror=alert(1)>',
  'Fish & "Chips" \'n more',
  '../../etc/passwd',
  'a//b\\c?d#e%2F',
  "'; drop table labels; --",
  '__proto__',
  'constructor',
  'CON',
  'null',
  '-1',
  'class_00',
  '{{7*7}} worth $5',
  'עברית',
  '日本語 🍞',
  'x'.repeat(100),
];

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('classes of any name are asked for, answered, filed by their number and reported by their name', async () => {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.classes = NAMES.map((name) => ({ name, was: [] }));
      config.draws = [
        draw({ name: 'evaluation', strategy: 'random', purpose: 'evaluation', size: 5, take: 'sample' }),
        draw({ name: 'everything', strategy: 'all' }),
      ];
    }),
  );
  const all = NAMES.map(
    (name, id): Picture => ({ key: `${id}.png`, truth: name, predicted: String(id), confidence: 0.5 }),
  );
  await produce(bench, loop, all);
  const round = await withWorkers(bench, () => playRound(bench, loop, all));

  const { labels, filing, drawn } = await outcomeOf(loop, round.workflowId);
  const keyOf = new Map(drawn.map(({ itemId, key }) => [itemId, key]));
  const found = labels.map(({ itemId, status, classId }) => [keyOf.get(itemId), status, classId]);
  expect(found.sort()).toEqual(NAMES.map((_, id) => [`${id}.png`, 'labelled', id]).sort());
  for (const { fromKey, toKey, status } of filing) {
    const id = Number(fromKey.replace('.png', ''));
    expect([status, toKey.split('/')[1]]).toEqual(['filed', classFolder(id)]);
  }

  const report = await newestIn(loop.ledger, ledgerKeys.reportsFolder(round.workflowId), '.html');
  const html = report ? await loop.ledger.readText(report) : '';
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(html).not.toContain('<img src=x');
  expect(html).toContain('日本語 🍞');
  await round.terminate('the test is over');
});
