import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import type { ArtifactCache } from './artifact-cache';
import { type DuckDb, named, quoted } from './duckdb';
import { writeParquet } from './parquet';
import type { Table } from './table';

export type ExportFormat = 'csv' | 'json' | 'jsonl' | 'parquet';

/** A condition that DuckDB does not understand, in its words. */
export class ConditionInvalid extends Error {
  override readonly name = 'ConditionInvalid';
  readonly remedy =
    'Write it as SQL does, texts in single quotes: "status = \'disputed\' and confidence < 0.5". --help lists the columns.';
}

export interface TableExport {
  /**
   * Writes the rows that meet `where` (SQL over the table's columns; null: all) to a local file or a stream, in their order.
   * @returns how many
   * @throws ConditionInvalid
   */
  write<Row>(
    table: Table<Row>,
    rows: AsyncIterable<Row>,
    target: { file: string | NodeJS.WritableStream; format: ExportFormat; where: string | null },
  ): Promise<number>;
}

const OPTIONS: Record<ExportFormat, string> = {
  csv: 'format csv, header true',
  json: 'format json, array true',
  jsonl: 'format json, array false',
  parquet: 'format parquet, compression zstd',
};

/** Exports go by way of the cache's folder: the only one that SQL, and so a condition, can reach. */
export function createTableExport({ cache, duckdb }: { cache: ArtifactCache; duckdb: DuckDb }): TableExport {
  return {
    async write(table, rows, { file, format, where }) {
      const [staged, written] = [cache.scratch('parquet'), cache.scratch(format)];
      try {
        await writeParquet(duckdb, staged, table, rows, {});
        const count = await duckdb.use(async (connection) => {
          const all = `select * from read_parquet(${quoted(staged)}, file_row_number = true)`;
          await connection.run(`create temp view ${named(table.name)} as ${all}`);
          const selected = `select * exclude (file_row_number) from ${named(table.name)} where (${where ?? 'true'}\n) order by file_row_number`;
          const result = await connection
            .run(`copy (${selected}) to ${quoted(written)} (${OPTIONS[format]})`)
            .catch(refuse);
          return Number((await result.getRows())[0]?.[0] ?? 0);
        });
        if (typeof file === 'string') await copyFile(written, file);
        else await pour(written, file);
        return count;
      } finally {
        await Promise.all([rm(staged, { force: true }), rm(written, { force: true })]);
      }
    },
  };
}

/** Leaves the stream open: it is the process's own output. */
async function pour(file: string, into: NodeJS.WritableStream): Promise<void> {
  for await (const chunk of createReadStream(file)) if (!into.write(chunk as Buffer)) await once(into, 'drain');
}

/** What a person wrote is wrong, and what failed by itself is not that. */
function refuse(error: unknown): never {
  const reason = isNativeError(error) ? (error.message.split('\n')[0] ?? '') : '';
  if (!/^(Parser|Binder|Catalog|Conversion|Permission|Invalid Input|Not implemented)/i.test(reason)) throw error;
  throw new ConditionInvalid(reason);
}
