import type { DuckDBValue } from '@duckdb/node-api';
import { columnDefinitions, columnNames } from './columns';
import { type DuckDb, named, quoted } from './duckdb';
import type { Table } from './table';

type Parameters = Record<string, string | number | null>;

/** Runs SQL with each list of files as a view; an empty list is a view with the table's columns and no rows. */
export function queryViews(
  duckdb: DuckDb,
  sql: string,
  views: Record<string, { files: readonly string[]; table: Table<never> }>,
  parameters: Parameters,
): Promise<Record<string, unknown>[]> {
  return duckdb.use(async (connection) => {
    for (const [name, { files, table }] of Object.entries(views)) {
      if (files.length === 0) await connection.run(`create temp table ${named(name)} (${columnDefinitions(table)})`);
      else {
        const list = files.map(quoted).join(', ');
        await connection.run(
          `create temp view ${named(name)} as select ${columnNames(table)} from read_parquet([${list}])`,
        );
      }
    }
    const used = Object.keys(parameters).length > 0 ? parameters : undefined;
    const result = await connection.runAndReadAll(sql, used);
    return result
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  });
}

const plain = (value: DuckDBValue): unknown => (typeof value === 'bigint' ? Number(value) : value);
