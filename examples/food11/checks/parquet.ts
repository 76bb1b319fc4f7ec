import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Rows of a Parquet file, as any engine reads it. */
export async function parquetRows(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'annoloop-parquet-'));
  const file = join(folder, 'rows.parquet');
  const database = await DuckDBInstance.create(':memory:');
  try {
    await writeFile(file, bytes);
    const connection = await database.connect();
    const reader = await connection.runAndReadAll('select * from read_parquet($file)', { file });
    const rows = reader.getRowObjectsJson();
    connection.closeSync();
    return rows;
  } finally {
    database.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
