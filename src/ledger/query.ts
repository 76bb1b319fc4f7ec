import { DuckDBDecimalValue, DuckDBListValue, DuckDBStructValue, type DuckDBValue } from '@duckdb/node-api';
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

/** Plain JSON: whole numbers and decimals as numbers, what is no number as null, dates and the like as text. */
function plain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, plain(entry)]));
  }
  return String(value);
}
