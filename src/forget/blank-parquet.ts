import type { DuckDBConnection } from '@duckdb/node-api';
import { TOMBSTONE_PREFIX } from '../domain/tombstone';
import { type DuckDb, named, quoted } from '../ledger/duckdb';
import { blankColumns, idExpression, ROW_ID } from './blank-columns';
import { blankedExamples } from './blanked-text';

/** Which rows are to lose what they say of their image. */
export interface Blanking {
  itemIds: readonly string[];
  /** Keys of the images, for what a census says besides its rows: a part may end with such a key, and a count may show it. */
  keys: readonly string[];
  /** The source's bucket, which a census is of. */
  bucket: string;
  /** Tags whose values stay, since the loop's estimates are sliced by them. */
  slices: readonly string[];
}

/**
 * Writes a Parquet file again with rows blanked; every other row, column and piece of metadata stays as it is, in order.
 * @returns how many rows were blanked, or null where nothing was to be changed and nothing was written
 */
export function blankParquet(duckdb: DuckDb, from: string, to: string, blanking: Blanking): Promise<number | null> {
  return duckdb.use(async (connection) => {
    const types = await columnsOf(connection, from);
    const blank = blankColumns(new Set(types.keys()), blanking.slices);
    if (Object.keys(blank).length === 0) return null;
    const metadata = await metadataOf(connection, from);
    const namesKey = blankMetadata(metadata, blanking.keys);

    const id = idExpression(new Set(types.keys()), blanking.bucket);
    const ids = blanking.itemIds.map(quoted).join(', ');
    const isMeant = `${ROW_ID} in (${ids || 'null'})`;
    const key = named('fromKey' in blank ? 'fromKey' : 'key');
    const rows = `(select *, ${id} as ${ROW_ID} from read_parquet(${quoted(from)}, file_row_number = true))`;
    const [[count]] = (await read(
      connection,
      `select count(*)::integer from ${rows} where ${isMeant} and not starts_with(${key}, ${quoted(TOMBSTONE_PREFIX)})`,
    )) as [[number]];
    if (count === 0 && !namesKey) return null;

    const selected = [...types.keys()].map((name) =>
      name in blank ? `case when ${isMeant} then ${blank[name]} else ${named(name)} end` : named(name),
    );
    const definitions = [...types].map(([name, type]) => `${named(name)} ${type}`);
    await connection.run(`create temp table staged (${definitions.join(', ')})`);
    await connection.run(`insert into staged select ${selected.join(', ')} from ${rows} order by file_row_number`);
    const kept = [...metadata].map(([name, value]) => `${named(name)}: ${quoted(value)}`);
    const options = [
      'format parquet',
      'compression zstd',
      ...(kept.length > 0 ? [`kv_metadata {${kept.join(', ')}}`] : []),
    ];
    await connection.run(`copy staged to ${quoted(to)} (${options.join(', ')})`);
    return count;
  });
}

/** What a part of a census says of its key range and counts. @returns whether it named one of the keys */
function blankMetadata(metadata: Map<string, string>, keys: readonly string[]): boolean {
  const { upTo, counts } = Object.fromEntries(metadata);
  const left = counts === undefined ? undefined : blankedExamples(counts, keys);
  if (left !== undefined) metadata.set('counts', left);
  const endsThere = upTo !== undefined && keys.includes(upTo);
  if (endsThere) metadata.set('upTo', '');
  return endsThere || left !== counts;
}

const read = async (connection: DuckDBConnection, sql: string): Promise<unknown[][]> =>
  (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];

async function columnsOf(connection: DuckDBConnection, file: string): Promise<Map<string, string>> {
  const rows = await read(connection, `describe select * from read_parquet(${quoted(file)})`);
  return new Map(rows.map(([name, type]) => [String(name), String(type)]));
}

async function metadataOf(connection: DuckDBConnection, file: string): Promise<Map<string, string>> {
  const rows = await read(connection, `select decode(key), decode(value) from parquet_kv_metadata(${quoted(file)})`);
  return new Map(rows.map(([name, value]) => [String(name), String(value)]));
}
