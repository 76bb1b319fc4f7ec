import { drawnContent } from '../../activities/data/drawing/drawable-rows';
import type { ItemRecord } from '../../src/contracts/item-record';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { itemRecords } from '../../src/loops/item-records';
import { keepSnapshots } from '../../src/loops/keep-snapshots';
import { newestSnapshot } from '../../src/loops/snapshots';
import { drawRow } from '../draw-row';
import { ledgerViews } from '../ledger/ledgers';
import { amend, labelRow, roundOf, writeRound } from './past';

jest.setTimeout(120_000);

let views: Awaited<ReturnType<typeof ledgerViews>>;

beforeAll(async () => {
  views = await ledgerViews();
});
afterAll(() => views.close());

async function all(ledger: Ledger): Promise<ItemRecord[]> {
  const records: ItemRecord[] = [];
  for await (const record of itemRecords(ledger)) records.push(record);
  return records;
}

const itemsAt = (hour: number) => [drawRow(`${hour}/a`), drawRow(`${hour}/b`, { purpose: 'evaluation' })];

test('every so many closed rounds are summed up, and the sum is all that is read of them', async () => {
  const { ledger, store } = await views.open('sums/');
  for (let hour = 0; hour < 7; hour += 1) await writeRound(ledger, hour, { drawn: itemsAt(hour) });
  const before = await all(ledger);
  const drawnBefore = await drawnContent(ledger, () => true);
  expect(before).toHaveLength(14);

  await keepSnapshots(ledger, 3);
  const past = await newestSnapshot(ledger);
  expect(past.snapshot).toMatchObject({ rows: 12 });
  expect(past.after.map(({ round }) => round)).toEqual([roundOf(6)]);

  // Another process, to which the rounds behind the snapshot are lost.
  for (let hour = 0; hour < 6; hour += 1) {
    for await (const page of store.list({ bucket: views.bucket, key: `sums/rounds/${roundOf(hour)}/` })) {
      for (const { key } of page) await store.delete({ bucket: views.bucket, key });
    }
  }
  const other = (await views.open('sums/')).ledger;
  expect(await all(other)).toEqual(before);
  expect(await drawnContent(other, () => true)).toEqual(drawnBefore);
  expect(before.map(({ round }) => round)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6].map(roundOf));
});

test('what is not closed is not summed up, and amends until then', async () => {
  const { ledger } = await views.open('open/');
  const open = itemsAt(1);
  await writeRound(ledger, 0, { drawn: itemsAt(0) });
  await writeRound(ledger, 1, { drawn: open, closed: false });
  await writeRound(ledger, 2, { drawn: itemsAt(2) });
  await keepSnapshots(ledger, 3);
  expect((await newestSnapshot(ledger)).snapshot).toBeNull();

  await amend(ledger, 1, 2, { drawn: open, labels: open.map((row) => labelRow(row, { classId: 5 })) });
  await ledger.createJson(ledgerKeys.closed(roundOf(1)), {});
  await keepSnapshots(ledger, 3);
  expect((await newestSnapshot(ledger)).snapshot).toMatchObject({ rows: 6 });
  expect((await all(ledger)).map(({ classId, toKey }) => [classId, toKey])).toEqual([
    [2, 'training/class_02/0/a'],
    [2, 'evaluation/class_02/0/b'],
    [5, 'training/class_05/1/a'],
    [5, 'evaluation/class_05/1/b'],
    [2, 'training/class_02/2/a'],
    [2, 'evaluation/class_02/2/b'],
  ]);
});

test('two processes that sum up at once end with one snapshot, and a second time changes nothing', async () => {
  const one = (await views.open('race/')).ledger;
  const two = (await views.open('race/')).ledger;
  for (let hour = 0; hour < 5; hour += 1) await writeRound(one, hour, { drawn: itemsAt(hour) });
  await Promise.all([keepSnapshots(one, 2), keepSnapshots(two, 2)]);
  const first = await newestSnapshot(one);
  await keepSnapshots(two, 2);
  expect(await newestSnapshot(two)).toEqual(first);
  expect(first.snapshot).toMatchObject({ rows: 8 });
  expect((await one.list(ledgerKeys.snapshotsFolder)).map(({ key }) => key)).toHaveLength(2);
});
