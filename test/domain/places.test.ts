import { ledgerKeys } from '../../src/domain/layout';
import { LEDGER_FOLDERS, ledgersMeet, placesMeet, writesInto } from '../../src/domain/places';

/** The folder below a ledger's prefix that a key or folder of it lies in. */
const topFolder = (of: unknown): string => {
  const key = typeof of === 'function' ? String((of as (...parts: unknown[]) => string)('x', 1, 1)) : String(of);
  return key.slice(0, key.indexOf('/') + 1);
};

test('the folders that a ledger writes are all of its layout, so that a source in none of them sees nothing of it', () => {
  const folders = new Set(Object.values(ledgerKeys).map(topFolder));
  expect([...LEDGER_FOLDERS].sort()).toEqual([...folders].sort());
});

test('a ledger may share a bucket with a source that none of its folders meets', () => {
  const ledger = { bucket: 'b', prefix: '' };
  const writes = (prefix: string, bucket = 'b') => writesInto(ledger, LEDGER_FOLDERS, { bucket, prefix });
  expect(['', 'rounds/', 'reports/2026/', 'probes/', 'snap'].map((prefix) => writes(prefix))).toEqual(
    Array(5).fill(true),
  );
  expect(writes('uploads/')).toBe(false);
  expect(writes('', 'another')).toBe(false);
});

test('places meet where a key can lie in both, and ledgers where they could write the same key', () => {
  expect(placesMeet({ bucket: 'b', prefix: 'a/' }, { bucket: 'b', prefix: 'a/b/' })).toBe(true);
  expect(placesMeet({ bucket: 'b', prefix: 'a/' }, { bucket: 'b', prefix: 'b/' })).toBe(false);
  expect(ledgersMeet({ bucket: 'b', prefix: '' }, { bucket: 'b', prefix: 'rounds/x/' })).toBe(true);
  expect(ledgersMeet({ bucket: 'b', prefix: '' }, { bucket: 'b', prefix: 'second/' })).toBe(false);
});
