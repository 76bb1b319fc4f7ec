import type { FilingRow } from '../../../src/contracts/rows';
import { ledgerKeys } from '../../../src/domain/layout';
import { FILING } from '../../../src/ledger/tables';
import type { ObjectStore } from '../../../src/object-store/port';
import { loopConfig } from '../../rounds/loop-fixture';
import { contentsOf } from '../../rounds/outcome';
import { produce } from '../../rounds/play';
import { type Picture, tagsOf } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop } from '../../rounds/test-loop';
import { dyingAfter } from '../support/dying-store';
import { claimedRound } from '../support/staged-round';
import { runStep } from '../support/steps';
import { wholeStore } from '../support/whole-store';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const sure = (key: string): Picture => ({ key, predicted: 'Bread', truth: 'Bread', confidence: 0.99 });

/** A round of twelve pictures that the model is sure of, four of them drawn for evaluation, and what is to be filed as noisy. */
async function plannedRound() {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.filing.noisyAbove = 0.95;
    }),
  );
  await produce(
    bench,
    loop,
    Array.from({ length: 12 }, (_, n) => sure(`day1/${n}.png`)),
  );
  const round = await claimedRound(bench, loop);
  const { census } = await round.census();
  const drawn = (await round.draw()).rows.map(({ key }) => key);
  const planNoisy = () => runStep(bench.dependencies, 'planNoisy', { ...round.scope, census });
  const { plan } = await planNoisy();
  const copyNoisy = (store: ObjectStore = bench.store) =>
    runStep({ ...bench.dependencies, store }, 'copyNoisy', { ...round.scope, plan, offset: 0, limit: 100 });
  return { loop, round, drawn, plan, planNoisy, copyNoisy };
}

const rowsOf = async (
  { ledger }: TestLoop,
  part: Parameters<TestLoop['ledger']['readRows']>[0],
): Promise<FilingRow[]> => ledger.readRows(part, FILING);
const noisyOf = async ({ config }: TestLoop): Promise<string[]> => [
  ...(await contentsOf(bench, config.filing.bucket, 'noisy/')).keys(),
];

test('planning, copying and recording what the model was sure of, run twice, give the same', async () => {
  const { loop, round, drawn, plan, planNoisy, copyNoisy } = await plannedRound();
  expect(plan.rows).toBe(8);
  const { part } = await copyNoisy();
  const recordNoisy = () => runStep(bench.dependencies, 'recordNoisy', { ...round.scope, parts: [part] });
  const recorded = await recordNoisy();
  expect(recorded).toMatchObject({ counts: { filed: 8 }, toDelete: 8 });
  const remove = { ...round.scope, filing: recorded.filing, offset: 0, limit: 100 };
  expect(await runStep(bench.dependencies, 'deleteSources', remove)).toEqual({ deleted: 8, left: 0 });

  const before = await wholeStore(bench, loop);
  expect(await planNoisy()).toEqual({ plan });
  expect(await copyNoisy()).toEqual({ part });
  expect(await recordNoisy()).toEqual(recorded);
  expect(await runStep(bench.dependencies, 'deleteSources', remove)).toEqual({ deleted: 8, left: 0 });
  expect(await wholeStore(bench, loop)).toEqual(before);
  expect([...(await contentsOf(bench, loop.config.source.bucket)).keys()].sort()).toEqual(drawn.sort());
});

test('an objection between two attempts takes back the copy that the first one made', async () => {
  const { loop, copyNoisy } = await plannedRound();
  const { bucket } = loop.config.source;
  const { store, copied } = dyingAfter(bench.store, 1);
  await expect(copyNoisy(store)).rejects.toThrow('the worker died');
  const [key = ''] = copied;
  expect(await noisyOf(loop)).toHaveLength(1);
  await bench.store.putTags({ bucket, key }, { ...tagsOf(sure(key)), flagged: 'true' });

  const rows = await rowsOf(loop, (await copyNoisy()).part);
  expect(rows.map(({ fromKey }) => fromKey)).not.toContain(key);
  expect((await noisyOf(loop)).sort()).toEqual(rows.map(({ toKey }) => toKey).sort());
  expect(await bench.store.head({ bucket, key })).not.toBeNull();
});

test('the end of a round takes away its own copy of what was objected to, when it comes late, and no other round’s', async () => {
  const { loop, round, copyNoisy } = await plannedRound();
  const { source, filing } = loop.config;
  const part = await copyNoisy();
  const [first, second] = await rowsOf(loop, part.part);
  const rows = [first, second] as [FilingRow, FilingRow];
  // As where both were objected to: neither is in the filing.
  const others = (await rowsOf(loop, part.part)).slice(2);
  await loop.ledger.createRows(ledgerKeys.noisyFiling(round.scope.round), FILING, others);
  await bench.store.putTags(
    { bucket: filing.bucket, key: rows[1].toKey },
    { item: rows[1].itemId, round: 'a-later-round' },
  );
  await runStep(bench.dependencies, 'closeRound', { ...round.scope, outcome: { kind: 'nothing-new' } });
  const kept = [rows[1], ...others].map(({ toKey }) => toKey);
  expect((await noisyOf(loop)).sort()).toEqual(kept.sort());
  for (const { fromKey } of rows) {
    expect(await bench.store.head({ bucket: source.bucket, key: fromKey })).not.toBeNull();
  }
});

test('a copy whose source is gone before its content was proved is known by our tag, and no step that is retried for ever', async () => {
  const { loop, copyNoisy } = await plannedRound();
  const { store, copied } = dyingAfter(bench.store, 1);
  await expect(copyNoisy(store)).rejects.toThrow('the worker died');
  const [key = ''] = copied;
  await bench.store.delete({ bucket: loop.config.source.bucket, key });
  // As of an object of several parts: the ETag of its copy is another one, and proves nothing.
  const parted: ObjectStore = {
    ...bench.store,
    async head(at, options) {
      const head = await bench.store.head(at, options);
      return head && at.bucket === loop.config.filing.bucket ? { ...head, etag: `${head.etag}-2` } : head;
    },
  };
  const rows = await rowsOf(loop, (await copyNoisy(parted)).part);
  expect(rows.find(({ fromKey }) => fromKey === key)).toMatchObject({ status: 'filed' });
  expect(await noisyOf(loop)).toHaveLength(rows.length);
});
