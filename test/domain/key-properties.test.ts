import fc from 'fast-check';
import type { FilingMode } from '../../src/contracts/loop-config';
import { type FiledUnder, filedKey, itemOfFiledKey } from '../../src/domain/filing-keys';
import { itemId } from '../../src/domain/item-id';
import { ledgerKeys, snapshotThrough, versionOf, windowStartOf } from '../../src/domain/layout';
import { LONGEST_KEY, unusableKey } from '../../src/domain/object-keys';
import { formatInstant } from '../../src/domain/windows';
import * as ids from '../../src/domain/workflow-ids';

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const bytes = (text: string): number => Buffer.byteLength(text);

/** Segments that people and programs write, and those that were made to confuse. */
const segment = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    'class_00',
    'class_01',
    'class_1',
    'training',
    'evaluation',
    '...',
    '.x',
    'x.',
    'a.b.c',
    '-',
    '--',
    'é'.repeat(60),
  ),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef-.v'), minLength: 20, maxLength: 60 }),
  fc.integer({ min: 1, max: 255 }).map((length) => 'n'.repeat(length)),
  fc.integer({ min: 1, max: 240 }).map((length) => `x.${'e'.repeat(length)}`),
);
const sourceKey = fc
  .array(segment, { minLength: 1, maxLength: 12 })
  .map((segments) => segments.join('/'))
  .filter((key) => unusableKey(key, false) === null && bytes(key) <= LONGEST_KEY);
/** As deep as a key may lie, with a class's folder that in-place filing would keep it below. */
const deepKey = fc
  .integer({ min: 0, max: 14 })
  .map((shorter) => `class_01/${`${'d'.repeat(200)}/`.repeat(5)}${'x'.repeat(10)}`.slice(0, LONGEST_KEY - shorter));
const prefix = fc.constantFrom('', 'set/', 'a/b/', `${'p'.repeat(199)}/${'q'.repeat(199)}/`);
const mode = fc.constantFrom<FilingMode>('move', 'copy', 'in-place');
const classId = fc.constantFrom(0, 1, 9, 10, 99, 100, 999);
const folder = fc.constantFrom('evaluation' as const, 'training' as const, 'noisy' as const);
const refiledBy = fc.option(fc.integer({ min: 2, max: 40 }));

const filedUnder = (bucket: string, etag: string): fc.Arbitrary<FiledUnder> =>
  fc
    .record({
      prefix,
      mode,
      folder,
      classId,
      sourceKey: fc.oneof({ weight: 9, arbitrary: sourceKey }, deepKey),
      refiledBy,
    })
    .map((given) => ({ ...given, itemId: itemId({ bucket, key: given.sourceKey, etag }) }));

describe('a filed key', () => {
  test('names its item, is usable, and fits into a store and into a file system, whatever it was made from', () => {
    fc.assert(
      fc.property(filedUnder('b', 'e'), (item) => {
        const key = filedKey(item);
        expect(itemOfFiledKey(key)).toBe(item.itemId);
        expect(unusableKey(key, false)).toBeNull();
        expect(bytes(key)).toBeLessThanOrEqual(LONGEST_KEY);
        expect(bytes(key.split('/').at(-1) ?? '')).toBeLessThanOrEqual(255);
        expect(key.startsWith(item.prefix) || item.mode === 'in-place').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is no other item’s, no other version’s of it, and no folder of one', () => {
    const versions = fc.tuple(filedUnder('b', 'one'), filedUnder('b', 'two'), filedUnder('c', 'one'));
    fc.assert(
      fc.property(versions, fc.boolean(), ([a, b, c], alike) => {
        // Alike in everything but the bytes or the bucket: all that keeps them apart is the item's id.
        const items = alike
          ? [
              a,
              { ...a, itemId: itemId({ bucket: 'b', key: a.sourceKey, etag: 'two' }) },
              { ...a, itemId: itemId({ bucket: 'c', key: a.sourceKey, etag: 'one' }) },
            ]
          : [a, b, c];
        const keys = items.map(filedKey);
        expect(new Set(keys).size).toBe(new Set(items.map((item) => item.itemId)).size);
        for (const one of keys) for (const other of keys) expect(other.startsWith(`${one}/`)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('of one item differs by class, by folder and by the filing that moved it', () => {
    fc.assert(
      fc.property(filedUnder('b', 'e'), classId, refiledBy, (item, otherClass, otherFiling) => {
        const other = { ...item, classId: otherClass, refiledBy: otherFiling };
        const same = otherClass === item.classId && otherFiling === item.refiledBy;
        expect(filedKey(other) === filedKey(item)).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  test('does not depend on anything but what it is made from', () => {
    fc.assert(fc.property(filedUnder('b', 'e'), (item) => filedKey(item) === filedKey({ ...item })));
  });
});

describe('an item’s id', () => {
  const part = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('', ':', '1:', '1:a', 'a1:'));

  test('is another for every other bucket, key or version', () => {
    fc.assert(
      fc.property(part, part, part, part, part, part, (bucket, key, etag, bucket2, key2, etag2) => {
        const same = bucket === bucket2 && key === key2 && etag === etag2;
        expect(itemId({ bucket, key, etag }) === itemId({ bucket: bucket2, key: key2, etag: etag2 })).toBe(same);
        expect(itemId({ bucket, key, etag })).toMatch(/^[0-9a-f]{24}$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

test('an item’s id does not run bucket, key and version together', () => {
  const cut = fc.tuple(fc.nat(12), fc.nat(12)).map((at) => at.sort((a, b) => a - b) as [number, number]);
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 12 }), cut, cut, (text, [a, b], [c, d]) => {
      const parts = (i: number, j: number) => ({
        bucket: text.slice(0, i),
        key: text.slice(i, j),
        etag: text.slice(j),
      });
      expect(itemId(parts(a, b)) === itemId(parts(c, d))).toBe(a === c && b === d);
    }),
  );
});

describe('keys of the ledger', () => {
  const number = fc.oneof(fc.nat(12), fc.nat(100_000));
  const digests = ['a', 'b'].map((digit) => digit.repeat(64));
  const instant = fc.integer({ min: 0, max: 4_000_000_000 }).map((s) => formatInstant(s * 1000));
  const named = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,38}$/).filter((name) => !/-(round|retraining)$/.test(name));
  const loop = fc.oneof(named, fc.constantFrom('x-round-y', 'round', 'a-round-2026', 'x-retraining-y'));
  const round = fc.tuple(loop, instant).map(([name, time]) => ids.roundId(name, time));

  test('are read back as what they were made from', () => {
    fc.assert(
      fc.property(instant, number, round, (start, n, id) => {
        expect(windowStartOf(ledgerKeys.window(start))).toBe(start);
        expect(snapshotThrough(ledgerKeys.snapshot(start))).toBe(start);
        const numbered = [
          ledgerKeys.classes(n),
          ledgerKeys.projects(n),
          ledgerKeys.annotations(id, n),
          ledgerKeys.labels(id, n),
        ];
        numbered.push(
          ledgerKeys.filing(id, n),
          ledgerKeys.estimate(id, n),
          ledgerKeys.report(id, n),
          ledgerKeys.reportData(id, n),
        );
        for (const key of numbered) expect(versionOf(key)).toBe(n);
        for (const other of [
          ledgerKeys.draw(id),
          ledgerKeys.census(id),
          ledgerKeys.closed(id),
          ledgerKeys.window(start),
        ]) {
          expect(versionOf(other)).toBeNull();
        }
      }),
    );
  });

  test('of parts and versions are in the order of their numbers, as stores list them', () => {
    const eight = fc.nat(99_999_999);
    fc.assert(
      fc.property(round, fc.tuple(eight, eight), fc.tuple(fc.nat(9_999), fc.nat(9_999)), (id, [a, b], [m, n]) => {
        const parts = [(at: number) => ledgerKeys.filingPart(id, 3, at), (at: number) => ledgerKeys.noisyPart(id, at)];
        for (const key of parts) expect(order(key(a), key(b))).toBe(Math.sign(a - b));
        for (const key of [ledgerKeys.forgotten, ledgerKeys.retraining, ledgerKeys.classes, ledgerKeys.projects]) {
          expect(order(key(m), key(n))).toBe(Math.sign(m - n));
        }
      }),
    );
  });

  test('of different artifacts are different, none is a folder of another, and all are usable', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(round, { minLength: 2, maxLength: 2 }),
        fc.uniqueArray(number, { minLength: 2, maxLength: 2 }),
        instant,
        (rounds, numbers, start) => {
          const keys = [
            ...rounds.flatMap((id) => [
              ...[
                ledgerKeys.opened(id),
                ledgerKeys.census(id),
                ledgerKeys.draw(id),
                ledgerKeys.tasks(id),
                ledgerKeys.closed(id),
              ],
              ...[ledgerKeys.roundProjects(id), ledgerKeys.noisyPlan(id), ledgerKeys.noisyFiling(id)],
              ...numbers.flatMap((n) => [
                ...[
                  ledgerKeys.censusPart(id, n),
                  ledgerKeys.annotations(id, n),
                  ledgerKeys.labels(id, n),
                  ledgerKeys.filing(id, n),
                ],
                ...[
                  ledgerKeys.estimate(id, n),
                  ledgerKeys.report(id, n),
                  ledgerKeys.reportData(id, n),
                  ledgerKeys.noisyPart(id, n),
                ],
                ...numbers.map((offset) => ledgerKeys.filingPart(id, n, offset)),
              ]),
            ]),
            ...numbers.flatMap((n) => [ledgerKeys.classes(n), ledgerKeys.projects(n), ledgerKeys.retraining(n)]),
            ...numbers.flatMap((n) => [ledgerKeys.loopReport(start, n), ledgerKeys.loopReportData(start, n)]),
            ...rounds.flatMap((id) => digests.map((digest) => ledgerKeys.population(id, digest))),
            ...digests.flatMap((digest) => [
              ...[ledgerKeys.config(digest), ledgerKeys.dataset(digest)],
              ...[ledgerKeys.datasetChanges(digest), ledgerKeys.datasetSummary(digest)],
            ]),
            ...numbers.map(ledgerKeys.forgotten),
            ...[ledgerKeys.window(start), ledgerKeys.snapshot(start)],
          ];
          expect(new Set(keys).size).toBe(keys.length);
          // No other key is taken for a window's or a snapshot's.
          expect(keys.filter((key) => windowStartOf(key) !== null)).toEqual([ledgerKeys.window(start)]);
          expect(keys.filter((key) => snapshotThrough(key) !== null)).toEqual([ledgerKeys.snapshot(start)]);
          for (const key of keys)
            expect([windowStartOf(`x/${key}`), snapshotThrough(`x/${key}`)]).toEqual([null, null]);
          const sorted = [...keys].sort();
          for (const [at, key] of sorted.entries()) expect(sorted[at + 1]?.startsWith(`${key}/`) ?? false).toBe(false);
          for (const key of keys) expect(unusableKey(key, true)).toBeNull();
        },
      ),
    );
  });

  test('of rounds and gates lead back to their loop, whatever it is called', () => {
    fc.assert(
      fc.property(loop, instant, (name, time) => {
        expect(ids.loopOfRound(ids.roundId(name, time))).toBe(name);
        expect(ids.isRoundOf(name, ids.roundId(name, time))).toBe(true);
        expect(ids.loopOfGate(ids.gateId(name))).toBe(name);
        expect(ids.loopOfRound(ids.gateId(name))).toBeNull();
        // What a stranger wrote into a tag leads nowhere else.
        for (const end of ['../../x', 'a/b', ' ', "x' or 1", 'a?b', '%2e']) {
          expect(ids.isRoundOf(name, `${name}-round-${end}`)).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
