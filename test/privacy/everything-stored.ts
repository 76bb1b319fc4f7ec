import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ObjectStore } from '../../src/object-store/port';
import { readWhole } from '../../src/object-store/read-whole';
import type { Said } from './everything-in-temporal';

/** Every object of a bucket: its key, its bytes as they are, and, of Parquet, its rows and metadata as text. */
export async function everythingInBucket(
  store: Pick<ObjectStore, 'list' | 'get'>,
  bucket: string,
  scratch: string,
): Promise<Said[]> {
  const said: Said[] = [];
  for await (const page of store.list({ bucket, key: '' })) {
    for (const { key } of page) {
      const bytes = await readWhole(store as ObjectStore, { bucket, key });
      if (bytes) said.push(...(await contents(`${bucket}/${key}`, bytes, scratch)));
    }
  }
  return said;
}

/** Every file below a folder, in the same way. */
export async function everythingInFolder(folder: string, scratch: string): Promise<Said[]> {
  const said: Said[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    said.push(...(await contents(file, await readFile(file), scratch)));
  }
  return said;
}

async function contents(place: string, bytes: Buffer, scratch: string): Promise<Said[]> {
  const raw = { place, content: `${place}\n${bytes.toString('latin1')}` };
  if (bytes.subarray(0, 4).toString('latin1') !== 'PAR1') return [raw];
  return [raw, { place: `rows of ${place}`, content: await parquetAsText(bytes, scratch) }];
}

export async function parquetAsText(bytes: Buffer, scratch: string): Promise<string> {
  const file = join(scratch, `${process.pid}-${Math.random().toString(36).slice(2)}.parquet`);
  await writeFile(file, bytes);
  const connection = await (await DuckDBInstance.fromCache(':memory:')).connect();
  try {
    const rows = await connection.runAndReadAll(`select * from read_parquet('${file}')`);
    const metadata = await connection.runAndReadAll(
      `select decode(key), decode(value) from parquet_kv_metadata('${file}')`,
    );
    const json = (value: unknown) =>
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
    return json([rows.getRowObjectsJson(), metadata.getRowsJson()]);
  } finally {
    connection.closeSync();
    await rm(file, { force: true });
  }
}
