import { destination } from '../../../activities/data/filing/destination';
import type { DrawResult } from '../../../src/contracts/activities';
import type { FilingMode } from '../../../src/contracts/loop-config';
import type { DrawRow, FilingRow } from '../../../src/contracts/rows';
import { MAIN_QUEUE } from '../../../src/contracts/task-queues';
import type { ObjectStore } from '../../../src/object-store/port';
import { loopConfig } from '../../rounds/loop-fixture';
import { contentsOf } from '../../rounds/outcome';
import { produce } from '../../rounds/play';
import { bytesOf, type Picture, pictures, tagsOf } from '../../rounds/production';
import { type Bench, makeLoop, openBench, type TestLoop, withWorkers } from '../../rounds/test-loop';
import { dyingAfter } from '../support/dying-store';
import { claimedRound, type StagedRound, truthOf } from '../support/staged-round';
import { wholeStore } from '../support/whole-store';

jest.setTimeout(120_000);

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

interface Drawn {
  loop: TestLoop;
  round: StagedRound;
  draw: DrawResult & { rows: DrawRow[] };
  all: Picture[];
}

/** A round of `count` pictures that has drawn every one of them. */
async function drawnRound(mode: FilingMode = 'move', all: Picture[] = pictures(8)): Promise<Drawn> {
  const loop = await makeLoop(
    bench,
    loopConfig((config) => {
      config.filing.mode = mode;
      if (mode === 'in-place') config.filing.bucket = config.source.bucket;
      config.draws = config.draws
        .filter(({ name }) => name !== 'low-confidence')
        .map((draw) => (draw.name === 'flagged' ? { ...draw, name: 'rest', strategy: 'all' } : draw));
    }),
  );
  await produce(bench, loop, all);
  const round = await claimedRound(bench, loop);
  return { loop, round, draw: await round.draw(), all };
}

const itemOf = ({ draw }: Drawn, key: string): DrawRow => {
  const item = draw.rows.find((row) => row.key === key);
  if (!item) throw new Error(`${key} was not drawn`);
  return item;
};
const classOf = (all: readonly Picture[], key: string): number =>
  all.find((picture) => picture.key === key)?.truth === 'Bread' ? 0 : 1;
const placeOf = (
  { loop, all }: Drawn,
  item: DrawRow,
  classId = classOf(all, item.key),
  refiledBy: number | null = null,
) => destination(loop.config, { ...item, folder: item.purpose }, classId, refiledBy);
const statuses = (rows: readonly FilingRow[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ fromKey, status }) => [fromKey, status]));
const sourceOf = ({ loop }: Drawn) => contentsOf(bench, loop.config.source.bucket);
const datasetOf = ({ loop }: Drawn) => contentsOf(bench, loop.config.filing.bucket);

test('every copy is verified and bears its own tags and ours before the ledger says where it went; then sources go', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  const part = await round.copy(draw, labels);
  expect((await sourceOf(drawn)).size).toBe(8);
  const { rows, toDelete, ...filed } = await round.record(labels, part);
  expect(filed.counts).toEqual({ filed: 8, kept: 0, superseded: 0, gone: 0, conflict: 0 });
  expect((await sourceOf(drawn)).size).toBe(8);
  expect(await round.remove(filed)).toEqual({ deleted: toDelete, left: 0 });
  expect((await sourceOf(drawn)).size).toBe(0);
  const dataset = await datasetOf(drawn);
  expect([...dataset.keys()].sort()).toEqual(rows.map(({ toKey }) => toKey).sort());
  for (const picture of all) {
    const item = itemOf(drawn, picture.key);
    const classId = classOf(all, picture.key);
    expect(dataset.get(placeOf(drawn, item).key)).toEqual({
      etag: item.etag,
      tags: {
        ...tagsOf(picture),
        item: item.itemId,
        label: `class_0${classId}`,
        loop: loop.config.name,
        round: round.scope.round,
      },
    });
  }
});

test('a copy without its tags, as an attempt that died leaves it, is recognised and completed', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  const item = itemOf(drawn, 'day1/IMG 3.png');
  const to = placeOf(drawn, item);
  await bench.store.copy({ from: item, to, ifMatch: item.etag, size: item.size, tags: {} });
  const before = await bench.store.head(to);
  await round.file(draw, labels);
  expect((await bench.store.head(to))?.lastModified).toBe(before?.lastModified);
  expect((await bench.store.getTags(to)).item).toBe(item.itemId);
  expect((await bench.store.getTags(to)).model_version).toBe('m1');
});

test('something else at the destination is a conflict: neither it nor the source is touched', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  const item = itemOf(drawn, 'day1/IMG 3.png');
  const to = placeOf(drawn, item);
  await bench.store.put(to, Buffer.from('somebody else'), { tags: { mine: 'yes' } });
  const { counts, rows } = await round.file(draw, labels);
  expect(counts).toMatchObject({ filed: 7, conflict: 1 });
  expect(rows.find(({ status }) => status === 'conflict')).toMatchObject({ fromKey: item.key, toEtag: null });
  expect(await bench.store.getTags(to)).toEqual({ mine: 'yes' });
  expect([...(await sourceOf(drawn)).keys()]).toEqual([item.key]);
});

test('a source that was replaced or deleted after it was labelled is not filed, and the newer version stays', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  const { bucket } = loop.config.source;
  await bench.store.put({ bucket, key: 'day1/IMG 2.png' }, bytesOf({ key: 'newer' }));
  await bench.store.delete({ bucket, key: 'day1/IMG 5.png' });
  const { rows } = await round.file(draw, labels);
  expect(statuses(rows)).toMatchObject({ 'day1/IMG 2.png': 'superseded', 'day1/IMG 5.png': 'gone' });
  expect([...(await sourceOf(drawn)).keys()]).toEqual(['day1/IMG 2.png']);
  expect((await datasetOf(drawn)).size).toBe(6);
});

test('an object that was replaced before its answer was collected is superseded; one that is gone keeps its label', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const { bucket } = loop.config.source;
  await bench.store.put({ bucket, key: 'day1/IMG 2.png' }, bytesOf({ key: 'newer' }));
  await bench.store.delete({ bucket, key: 'day1/IMG 5.png' });
  const labels = await round.label(draw, truthOf(loop, all));
  expect(labels.counts).toMatchObject({ labelled: 7, superseded: 1 });
  const { rows } = await round.file(draw, labels);
  expect(rows).toHaveLength(7);
  expect(statuses(rows)).toMatchObject({ 'day1/IMG 5.png': 'gone' });
});

test('what changes between copy and deletion stays: a newer source, and a source whose copy is no longer what it was', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  const filed = await round.record(labels, await round.copy(draw, labels));
  const { bucket } = loop.config.source;
  await bench.store.put({ bucket, key: 'day1/IMG 2.png' }, bytesOf({ key: 'newer' }));
  await bench.store.put(placeOf(drawn, itemOf(drawn, 'day1/IMG 3.png')), Buffer.from('overwritten'));
  await bench.store.delete(placeOf(drawn, itemOf(drawn, 'day1/IMG 4.png')));
  expect(await round.remove(filed)).toEqual({ deleted: 5, left: 3 });
  const left = [2, 3, 4].map((n) => `day1/IMG ${n}.png`);
  expect([...(await sourceOf(drawn)).keys()].sort()).toEqual(left);
});

test('unlabelled items stay at their source; None of these, skips and Cannot tell name no class', async () => {
  const drawn = await drawnRound();
  const { round, draw, all } = drawn;
  const said: Record<string, string | null> = {
    'day1/IMG 0.png': 'None of these',
    'day1/IMG 1.png': 'Cannot tell',
    'day1/IMG 2.png': null,
    'day1/IMG 3.png': 'a class of long ago',
  };
  const labels = await round.label(draw, ({ key }) => (key in said ? (said[key] ?? null) : 'Bread'));
  expect(labels.counts).toMatchObject({ labelled: 5, missing: 3 });
  const { rows } = await round.file(draw, labels);
  expect(Object.keys(statuses(rows)).sort()).toEqual(all.slice(4).map(({ key }) => key));
  expect([...(await sourceOf(drawn)).keys()].sort()).toEqual(Object.keys(said));
});

test('content is what decides, not the ETag: an upload of several parts is filed by its bytes', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  // As S3 answers for an object of several parts: the copy has another ETag than the source.
  const item = itemOf(drawn, 'day1/IMG 3.png');
  const other = 'd41d8cd98f00b204e9800998ecf8427e-2';
  const parted: ObjectStore = {
    ...bench.store,
    async head(at, options) {
      const head = await bench.store.head(at, options);
      return head && at.key !== item.key && head.etag === item.etag ? { ...head, etag: other } : head;
    },
  };
  const filed = await round.with({ store: parted }).file(draw, labels);
  expect(filed.counts.filed).toBe(8);
  expect(filed.rows.find(({ itemId }) => itemId === item.itemId)?.toEtag).toBe(other);
  expect((await sourceOf(drawn)).size).toBe(0);
});

test('a copy that does not hold what was copied fails the step and deletes nothing', async () => {
  const drawn = await drawnRound();
  const { loop, round, draw, all } = drawn;
  const labels = await round.label(draw, truthOf(loop, all));
  const item = itemOf(drawn, 'day1/IMG 3.png');
  const losing: ObjectStore = {
    ...bench.store,
    async copy(request) {
      if (request.from.key !== item.key) return bench.store.copy(request);
      return bench.store.put(request.to, Buffer.alloc(request.size), { tags: request.tags });
    },
  };
  await expect(round.with({ store: losing }).file(draw, labels)).rejects.toThrow(/another content/);
  expect((await sourceOf(drawn)).size).toBe(8);
});

describe('an amended label', () => {
  const key = 'day1/IMG 4.png';

  test.each<FilingMode>(['move', 'copy', 'in-place'])(
    'moves the object on and leaves no stray copy (%s)',
    async (mode) => {
      const drawn = await drawnRound(mode);
      const { loop, round, draw, all } = drawn;
      const truth = truthOf(loop, all);
      const first = await round.file(draw, await round.label(draw, truth));
      const before = { version: 1, filing: first.filing };
      const amended = await round.label(draw, (item) => (item.key === key ? 'Noodles/Pasta' : truth(item)), before);
      const second = await round.file(draw, amended, first.filing);

      const item = itemOf(drawn, key);
      expect(second.counts).toEqual({ filed: 1, kept: 7, superseded: 0, gone: 0, conflict: 0 });
      const row = second.rows.find(({ itemId }) => itemId === item.itemId);
      const then = first.rows.find(({ itemId }) => itemId === item.itemId);
      expect(row).toMatchObject({ fromKey: then?.toKey, status: 'filed', classId: 1 });
      expect(then?.toKey).toContain('class_00/');
      expect(row?.toKey).toContain('class_01/');

      const source = await sourceOf(drawn);
      const places = mode === 'in-place' ? source : await datasetOf(drawn);
      expect([...places.keys()].sort()).toEqual(second.rows.map(({ toKey }) => toKey).sort());
      expect(places.get(row?.toKey ?? '')?.tags).toEqual({
        ...tagsOf(all[4] as Picture),
        item: item.itemId,
        label: 'class_01',
        loop: loop.config.name,
        round: round.scope.round,
      });
      expect(source.size).toBe(mode === 'move' ? 0 : 8);

      // A terminated round that is started again goes through the first version once more.
      const everything = await wholeStore(bench, loop);
      await round.file(draw, await round.label(draw, truth));
      expect(await wholeStore(bench, loop)).toEqual(everything);
    },
  );

  test('that finds its destination taken is still known where it lies, and goes on from there', async () => {
    const drawn = await drawnRound();
    const { loop, round, draw, all } = drawn;
    const truth = truthOf(loop, all);
    const item = itemOf(drawn, key);
    const amended = (row: DrawRow) => (row.key === key ? 'Noodles/Pasta' : truth(row));
    const first = await round.file(draw, await round.label(draw, truth));
    const taken = placeOf(drawn, item, 1, 2);
    await bench.store.put(taken, Buffer.from('somebody else'));

    const labels = await round.label(draw, amended, { version: 1, filing: first.filing });
    const second = await round.file(draw, labels, first.filing);
    expect(second.counts).toMatchObject({ kept: 7, conflict: 1 });
    await bench.store.delete(taken);
    const again = await round.label(draw, amended, { version: 2, filing: second.filing });
    const third = await round.file(draw, again, second.filing);
    expect(third.counts).toMatchObject({ filed: 1, kept: 7, conflict: 0 });
    expect([...(await datasetOf(drawn)).keys()].sort()).toEqual(third.rows.map(({ toKey }) => toKey).sort());
  });

  test('that is withdrawn leaves the object where it was filed; a late one files what lay at its source', async () => {
    const drawn = await drawnRound();
    const { loop, round, draw, all } = drawn;
    const truth = truthOf(loop, all);
    const late = 'day1/IMG 6.png';
    const first = await round.file(draw, await round.label(draw, (item) => (item.key === late ? null : truth(item))));
    expect([...(await sourceOf(drawn)).keys()]).toEqual([late]);
    const before = { version: 1, filing: first.filing };
    const labels = await round.label(draw, (item) => (item.key === key ? null : truth(item)), before);
    const second = await round.file(draw, labels, first.filing);
    expect(second.counts).toMatchObject({ filed: 1, kept: 7 });
    expect((await sourceOf(drawn)).size).toBe(0);
    expect((await datasetOf(drawn)).size).toBe(8);

    // And back again: it lies where it lay, so it is only moved.
    const third = await round.label(draw, (item) => (item.key === key ? 'Noodles/Pasta' : truth(item)), {
      version: 2,
      filing: second.filing,
    });
    expect((await round.file(draw, third, second.filing)).counts).toMatchObject({ filed: 1, kept: 7 });
    expect((await datasetOf(drawn)).size).toBe(8);
  });
});

describe('a filing that stops in the middle and is run again by the workflow', () => {
  async function finish({ loop, round, draw }: Drawn, labels: { labels: { key: string }; version: number }) {
    const input = { ...round.scope, draw: draw.draw, labels: labels.labels, previous: null, version: labels.version };
    await withWorkers(bench, () =>
      bench.temporal.client.workflow.execute('fileLabelled', {
        workflowId: `${loop.config.name}-filing`,
        taskQueue: MAIN_QUEUE,
        args: [input],
      }),
    );
  }

  test.each(['in the copies', 'after the copies', 'after the record', 'in the deletions'])(
    'stopped %s: the same as without a stop',
    async (moment) => {
      const drawn = await drawnRound();
      const { loop, round, draw, all } = drawn;
      const labels = await round.label(draw, truthOf(loop, all));
      if (moment === 'in the copies') {
        const { store } = dyingAfter(bench.store, 3);
        await expect(round.with({ store }).copy(draw, labels)).rejects.toThrow('the worker died');
        expect((await datasetOf(drawn)).size).toBe(3);
      } else {
        const part = await round.copy(draw, labels);
        if (moment !== 'after the copies') {
          const filed = await round.record(labels, part);
          if (moment === 'in the deletions') expect(await round.remove(filed, 3)).toEqual({ deleted: 3, left: 0 });
        }
      }
      await finish(drawn, labels);
      expect((await sourceOf(drawn)).size).toBe(0);
      const dataset = await datasetOf(drawn);
      expect([...dataset.keys()].sort()).toEqual(draw.rows.map((item) => placeOf(drawn, item).key).sort());
      for (const [, { tags }] of dataset) expect(tags).toMatchObject({ loop: loop.config.name, model_version: 'm1' });
    },
  );
});
