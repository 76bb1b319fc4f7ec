import { datasetChanges } from '../../activities/data/dataset/dataset-changes';
import { gatherDataset } from '../../activities/data/dataset/gather-dataset';
import type { ClassRegistry } from '../../src/contracts/classes';
import type { DrawRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { keepSnapshots } from '../../src/loops/keep-snapshots';
import { drawRow } from '../draw-row';
import { ledgerViews } from '../ledger/ledgers';
import { loopConfig } from '../rounds/loop-fixture';
import { seededRandom } from '../seeded-random';
import { amend, labelRow, roundOf, writeRound } from './past';

jest.setTimeout(120_000);

let views: Awaited<ReturnType<typeof ledgerViews>>;

beforeAll(async () => {
  views = await ledgerViews();
});
afterAll(() => views.close());

const registry: ClassRegistry = {
  version: 1,
  classes: ['Bread', 'Dessert', 'Egg', 'Meat'].map((name, id) => ({ id, name, aliases: [], retired: false })),
};

const gather = (ledger: Ledger, validation = 0) =>
  gatherDataset(
    {
      config: loopConfig((config) => {
        config.retraining.validation = validation;
        config.evaluation.perceptualRadius = 2;
      }),
      ledger,
    },
    registry,
  );
const keysOf = async (ledger: Ledger): Promise<string[]> => (await gather(ledger)).map(({ key }) => key);

const evaluation = (key: string, change: Partial<DrawRow> = {}) =>
  drawRow(key, { purpose: 'evaluation', draw: 'evaluation', strategy: 'random', ...change });

test('a line says all of an item: where it lies, what people said, how it came to be drawn', async () => {
  const { ledger } = await views.open('whole/');
  const drawn = [
    drawRow('a', { probability: 0.25, confidence: 0.4, group: 'burst 1', capturedAt: '2026-11-01T00:00:00.000Z' }),
  ];
  const votes = [1, 2, 3].map((annotator) => ({
    annotator,
    vote: annotator === 3 ? ('none' as const) : 2,
    at: '2026-11-02T00:00:00Z',
  }));
  await writeRound(ledger, 0, { drawn, labels: drawn.map((row) => labelRow(row, { votes, blind: true })) });
  expect(await gather(ledger, 0.999_999)).toEqual([
    {
      itemId: drawn[0]?.itemId,
      bucket: 'dataset',
      key: 'training/class_02/a',
      etag: 'etag of a',
      classId: 2,
      className: 'Egg',
      split: 'validation',
      round: roundOf(0),
      draw: 'rest',
      strategy: 'all',
      probability: 0.25,
      probabilityKnown: true,
      votes: { '2': 2, none: 1 },
      blind: true,
      predictedClass: 1,
      confidence: 0.4,
      modelVersion: 'm1',
      capturedAt: '2026-11-01T00:00:00.000Z',
      contentSha256: 'sha of a',
      group: 'burst 1',
    },
  ]);
});

test('what was relabelled lies where it lies now, and what lost its label is no longer there', async () => {
  const { ledger } = await views.open('now/');
  const drawn = [drawRow('a'), drawRow('b')];
  await writeRound(ledger, 0, { drawn, closed: false });
  expect(await keysOf(ledger)).toEqual(['training/class_02/a', 'training/class_02/b']);
  const [a, b] = drawn.map((row) => labelRow(row));
  if (!a || !b) throw new Error('two were drawn');
  await amend(ledger, 0, 2, {
    drawn,
    labels: [
      { ...a, classId: 3 },
      { ...b, status: 'disputed', classId: null },
    ],
  });
  expect(await keysOf(ledger)).toEqual(['training/class_03/a']);
});

test('changes are said against the last trained dataset: all is added before the first', async () => {
  const { ledger } = await views.open('changes/');
  await writeRound(ledger, 0, { drawn: [drawRow('a'), drawRow('b')] });
  const { predecessor, changes } = await datasetChanges(ledger, await gather(ledger));
  expect(predecessor).toBeNull();
  expect(changes.map(({ change, from, to }) => [change, from, to])).toEqual([
    ['added', null, 2],
    ['added', null, 2],
  ]);
});

describe('the evaluation wall', () => {
  const walls = {
    'the same item': (row: DrawRow) => ({ itemId: row.itemId, contentSha256: null, etag: 'other' }),
    'the same bytes under another key': (row: DrawRow) => ({ contentSha256: row.contentSha256, etag: 'other' }),
    'the same ETag and size, where the bytes could not be read': (row: DrawRow) => ({
      contentSha256: null,
      etag: row.etag,
    }),
    'the same group': (row: DrawRow) => ({ group: row.group }),
    'nearly the same look': () => ({ perceptualHash: '00000000000000fc' }),
  };
  for (const [name, mark] of Object.entries(walls)) {
    test(`${name} as an evaluation item, drawn before or after, in the past or in a snapshot, trains nothing`, async () => {
      const { ledger } = await views.open(`${name.replaceAll(' ', '-')}/`);
      const walled = evaluation('1/walled', { group: 'burst', perceptualHash: '00000000000000ff' });
      const twin = drawRow('x/twin', mark(walled));
      await writeRound(ledger, 0, { drawn: [{ ...twin, key: '0/twin' }, drawRow('0/free')] });
      await writeRound(ledger, 1, { drawn: [walled] });
      await writeRound(ledger, 2, { drawn: [{ ...twin, key: '2/twin' }, drawRow('2/free')] });
      const free = ['training/class_02/0/free', 'training/class_02/2/free'];
      expect(await keysOf(ledger)).toEqual(free);
      await keepSnapshots(ledger, 2);
      expect(await keysOf(ledger)).toEqual(free);
    });
  }

  test('whatever is drawn, labelled late, relabelled and summed up in whatever order: nothing of the wall gets through', async () => {
    const random = seededRandom(20_261_121);
    const pick = (n: number): number => Math.floor(random() * n);
    for (let world = 0; world < 12; world += 1) {
      const { ledger } = await views.open(`world-${world}/`);
      const rounds = Array.from({ length: 7 }, (_, hour) =>
        Array.from({ length: 12 }, (__, n) => {
          const change: Partial<DrawRow> = {
            etag: `etag ${pick(60)}`,
            contentSha256: pick(4) === 0 ? null : `sha ${pick(60)}`,
            group: pick(3) === 0 ? `group ${pick(15)}` : null,
          };
          const key = `${hour}/${n}`;
          return pick(5) === 0 ? evaluation(key, change) : drawRow(key, change);
        }),
      );
      for (const [hour, drawn] of rounds.entries()) {
        // Half are answered late, some of them otherwise than before.
        const labels = drawn.map((row) => labelRow(row, pick(2) === 0 ? {} : { status: 'missing', classId: null }));
        await writeRound(ledger, hour, { drawn, labels, closed: false });
        await amend(ledger, hour, 2, { drawn, labels: drawn.map((row) => labelRow(row, { classId: pick(4) })) });
        await ledger.createJson(ledgerKeys.closed(roundOf(hour)), {});
        if (pick(2) === 0) await keepSnapshots(ledger, 2);
      }
      const drawn = rounds.flat();
      const walled = drawn.filter(({ purpose }) => purpose === 'evaluation');
      const isSame = (a: DrawRow, b: DrawRow): boolean =>
        a.itemId === b.itemId ||
        (a.etag === b.etag && a.size === b.size) ||
        (a.contentSha256 !== null && a.contentSha256 === b.contentSha256) ||
        (a.group !== null && a.group === b.group);
      const allowed = drawn.filter((row) => row.purpose === 'training' && !walled.some((one) => isSame(row, one)));
      expect((await gather(ledger)).map(({ itemId }) => itemId)).toEqual(allowed.map(({ itemId }) => itemId));
      expect(allowed.length).toBeGreaterThan(0);
    }
  });
});
