import { type DuckDBConnection, DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api';
import { columnDefinitions, columnNames, columnTypes, fromDuckDb, toDuckDb, typeFlaw } from './columns';
import { type DuckDb, named, quoted } from './duckdb';
import type { Table } from './table';

/** Rows of a DuckDB vector: chunks of any other size are slower. */
const CHUNK = 2048;

/** Writes rows to a Parquet file, in their order; equal rows and metadata make equal bytes. @returns how many */
export function writeParquet<Row>(
  duckdb: DuckDb,
  file: string,
  table: Table<Row>,
  rows: Iterable<Row> | AsyncIterable<Row>,
  metadata: Record<string, string>,
): Promise<number> {
  return duckdb.use(async (connection) => {
    await connection.run(`create temp table staged (${columnDefinitions(table)})`);
    const count = await appendRows(connection, table, rows);
    await connection.run(`copy staged to ${quoted(file)} (${options(metadata)})`);
    await connection.run('drop table staged');
    return count;
  });
}

async function appendRows<Row>(
  connection: DuckDBConnection,
  table: Table<Row>,
  rows: Iterable<Row> | AsyncIterable<Row>,
): Promise<number> {
  const appender = await connection.createAppender('staged');
  const types = columnTypes(table);
  let chunk: DuckDBValue[][] = [];
  let count = 0;
  const flush = (): void => {
    if (chunk.length === 0) return;
    const data = DuckDBDataChunk.create(types, chunk.length);
    data.setRows(chunk);
    appender.appendDataChunk(data);
    count += chunk.length;
    chunk = [];
  };
  for await (const row of rows) {
    const fields = row as Record<string, unknown>;
    chunk.push(table.columns.map((column) => toDuckDb(column, fields[column.name])));
    if (chunk.length === CHUNK) flush();
  }
  flush();
  appender.closeSync();
  return count;
}

function options(metadata: Record<string, string>): string {
  const entries = Object.entries(metadata).map(([name, value]) => `${named(name)}: ${quoted(value)}`);
  const kept = entries.length === 0 ? '' : `, kv_metadata {${entries.join(', ')}}`;
  return `format parquet, compression zstd${kept}`;
}

/** Rows of a file in the order they were written, from `offset` on, at most `limit`. */
export async function* readParquet<Row>(
  duckdb: DuckDb,
  file: string,
  table: Table<Row>,
  page?: { offset: number; limit: number },
): AsyncGenerator<Row> {
  const where = page
    ? ` where file_row_number >= ${page.offset} and file_row_number < ${page.offset + page.limit}`
    : '';
  const connection = await duckdb.connect();
  try {
    const result = await connection.stream(`select ${columnNames(table)} from read_parquet(${quoted(file)})${where}`);
    const flaw = typeFlaw(table, result.columnTypes());
    if (flaw !== null) throw new Error(`Invalid Input Error: ${flaw}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      for (const values of chunk.getRows()) {
        yield Object.fromEntries(
          table.columns.map((column, index) => [column.name, fromDuckDb(column, values[index] ?? null)]),
        ) as Row;
      }
    }
  } finally {
    connection.closeSync();
  }
}

/** What `writeParquet` was given as metadata, and how many rows the file holds. */
export function describeParquet(
  duckdb: DuckDb,
  file: string,
): Promise<{ rows: number; metadata: Record<string, string> }> {
  return duckdb.use(async (connection) => {
    const counted = await connection.runAndReadAll(`select num_rows from parquet_file_metadata(${quoted(file)})`);
    const kept = await connection.runAndReadAll(
      `select decode(key), decode(value) from parquet_kv_metadata(${quoted(file)})`,
    );
    return {
      rows: Number(counted.getRows()[0]?.[0] ?? 0),
      metadata: Object.fromEntries(kept.getRows().map(([name, value]) => [String(name), String(value)])),
    };
  });
}
