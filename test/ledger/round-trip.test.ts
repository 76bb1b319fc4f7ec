import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DuckDb, openDuckDb } from '../../src/ledger/duckdb';
import { describeParquet, readParquet, writeParquet } from '../../src/ledger/parquet';
import type { Kind, Table } from '../../src/ledger/table';
import { ANNOTATIONS, CENSUS, DRAW, FILING, LABELS, TASKS } from '../../src/ledger/tables';

jest.setTimeout(60_000);

let directory: string;
let duckdb: DuckDb;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'annoloop-round-trip-'));
  duckdb = await openDuckDb({ directory, memoryLimit: '256MB', threads: 2 });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Any Unicode text, NUL and line breaks too, but lone surrogates, which no store or form can send. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', "'", '"', '\\', '\0', 'é\u0301', "'; drop table"),
);
/** Equal as JSON: no -0, which JSON writes as 0. */
const json = fc.oneof(
  fc.dictionary(text, text),
  fc.array(fc.record({ annotator: fc.nat(), vote: fc.oneof(fc.nat(), fc.constant('none')), at: text })),
);
const VALUES: Record<Kind, fc.Arbitrary<unknown>> = {
  text,
  json,
  integer: fc.maxSafeInteger().map((n) => n + 0),
  double: fc.double({ noNaN: true }),
  boolean: fc.boolean(),
};

/** Rows that a table can hold, of every kind that its columns allow. */
function rowsOf(table: Table<never>): fc.Arbitrary<Record<string, unknown>[]> {
  const fields = table.columns.map(({ name, kind, nullable }): [string, fc.Arbitrary<unknown>] => [
    name,
    nullable ? fc.option(VALUES[kind]) : VALUES[kind],
  ]);
  return fc.array(fc.record(Object.fromEntries(fields), { noNullPrototype: true }), { maxLength: 20 });
}

let files = 0;
const file = (): string => join(directory, `${files++}.parquet`);

async function read(path: string, table: Table<never>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of readParquet(duckdb, path, table)) rows.push(row);
  return rows;
}

const TABLES: Table<never>[] = [CENSUS, DRAW, TASKS, ANNOTATIONS, LABELS, FILING];

test.each(TABLES.map((table) => ({ name: table.name, table })))('any rows of $name come back exactly', ({ table }) =>
  fc.assert(
    fc.asyncProperty(rowsOf(table), async (rows) => {
      const path = file();
      expect(await writeParquet(duckdb, path, table as Table<unknown>, rows, {})).toBe(rows.length);
      expect(await read(path, table)).toEqual(rows);
      expect((await describeParquet(duckdb, path)).rows).toBe(rows.length);
    }),
    { numRuns: 40 },
  ),
);

/** Names of metadata are ours; what they say is keys of objects, which have no NUL. */
const name = fc.string({ unit: 'grapheme', minLength: 1 });
const said = text.map((value) => value.replaceAll('\0', ''));

test('any metadata comes back exactly', () =>
  fc.assert(
    fc.asyncProperty(fc.dictionary(name, said, { noNullPrototype: true }), async (metadata) => {
      const path = file();
      await writeParquet(duckdb, path, TASKS, [], metadata);
      expect((await describeParquet(duckdb, path)).metadata).toEqual(metadata);
    }),
    { numRuns: 60 },
  ));

test('the same rows make the same bytes, over several row groups', async () => {
  const rows = Array.from({ length: 250_000 }, (_, n) => ({
    itemId: `${(n * 7919) % 250_000}`,
    purpose: 'training' as const,
    projectId: 1,
    taskId: n,
  }));
  const [one, two] = [file(), file()];
  for (const path of [one, two]) await writeParquet(duckdb, path, TASKS, rows, { part: '1' });
  expect((await readFile(one)).equals(await readFile(two))).toBe(true);
});
