import { readFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import type { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import { canonicalJson } from '../domain/canonical-json';
import { ObjectNotFound, PreconditionFailed } from '../object-store/errors';
import type { ObjectHead, ObjectStore } from '../object-store/port';
import { bytesOf } from '../object-store/read-whole';
import { type ArtifactCache, digestOf } from './artifact-cache';
import type { DuckDb } from './duckdb';
import { ArtifactCorrupt } from './errors';
import { describeParquet, readParquet, writeParquet } from './parquet';
import type { Ledger } from './port';
import { queryViews } from './query';
import { createReplacements } from './replacements';
import type { Table } from './table';

interface LedgerSettings {
  store: ObjectStore;
  cache: ArtifactCache;
  duckdb: DuckDb;
  bucket: string;
  /** Ends with '/', or is empty. */
  prefix: string;
}

/** Metadata of an artifact: the SHA-256 of its bytes, for whoever finds it by its key alone. */
const DIGEST = 'sha256';

function ifAbsent(error: unknown): null {
  if (error instanceof ObjectNotFound) return null;
  throw error;
}

/** How DuckDB begins what it says of a file's bytes or columns; out of memory, or a disk that fails, are not that. */
const UNREADABLE = /^(Invalid Input Error|Invalid Error|Binder Error|Conversion Error|Serialization Error|TProtocol)/;

/** DuckDB names the local copy, which tells an operator nothing. */
const withoutPaths = (reason: string): string => reason.replace(/ (of|in)? ?file '[^']*'/, '');

/** Whether bytes are what their object says of them; of one that says nothing (restored by hand) two readings must be alike. */
function isAsStated(): (digest: string, head: ObjectHead) => boolean {
  let before: string | null = null;
  return (digest, { metadata }) => {
    const alike = before === digest;
    before = digest;
    return metadata[DIGEST] === undefined ? alike : metadata[DIGEST] === digest;
  };
}

/** A loop's artifacts in its ledger's bucket, with local copies for DuckDB. */
export function createLedger({ store, cache, duckdb, bucket, prefix }: LedgerSettings): Ledger {
  const replacements = createReplacements(store, cache, { bucket, prefix });
  /** References never change, so what was found once is known for good. */
  const found = new Map<string, ArtifactRef>();
  const nameOf = (key: string): string => `s3://${bucket}/${key}`;

  /** Bytes that are what their digest says, read once more where they are not: a network that garbled them once parks no round. */
  async function read(
    key: string,
    isIntact: (digest: string, head: ObjectHead) => Promise<boolean> | boolean,
  ): Promise<Buffer | null> {
    for (const isLast of [false, true]) {
      const opened = await store.get({ bucket, key }).catch(ifAbsent);
      if (!opened) return null;
      const bytes = await bytesOf(opened);
      if (await isIntact(digestOf(bytes), opened.head)) return bytes;
      if (isLast) break;
    }
    throw new ArtifactCorrupt(nameOf(key), 'does not match its digest');
  }
  async function fetch(ref: ArtifactRef): Promise<Buffer> {
    const bytes = await read(ref.key, (digest) => isVersionOf(ref, digest));
    if (!bytes) throw new ArtifactCorrupt(nameOf(ref.key), 'is missing');
    return bytes;
  }
  /** Its own bytes, or those that took their place when something in it was forgotten, perhaps a moment ago. */
  async function isVersionOf({ sha256 }: ArtifactRef, digest: string): Promise<boolean> {
    if ((await replacements.digestsOf(sha256)).includes(digest)) return true;
    return (await replacements.digestsOf(sha256, { fresh: true })).includes(digest);
  }
  async function fileOf(ref: ArtifactRef): Promise<string> {
    const newest = (await replacements.digestsOf(ref.sha256)).at(-1) ?? ref.sha256;
    return cache.path(newest, () => fetch(ref));
  }
  const describe = async (ref: ArtifactRef) => {
    const file = await fileOf(ref);
    return describeParquet(duckdb, file).catch((error) => refuse(ref, error));
  };
  async function* rowsIn<Row>(ref: ArtifactRef, table: Table<Row>, page?: { offset: number; limit: number }) {
    const file = await fileOf(ref);
    try {
      yield* readParquet(duckdb, file, table, page);
    } catch (error) {
      refuse(ref, error);
    }
  }
  /** Bytes that are what was stored and still no Parquet file of this table: nothing that a retry would change. */
  function refuse(ref: ArtifactRef, error: unknown): never {
    const reason = isNativeError(error) ? (error.message.split('\n')[0] ?? '') : '';
    if (!UNREADABLE.test(reason) && !(isNativeError(error) && error.name === 'SyntaxError')) throw error;
    throw new ArtifactCorrupt(nameOf(ref.key), `is not the Parquet file that it should be (${withoutPaths(reason)})`);
  }
  /** @throws ArtifactCorrupt where it is no Parquet file of this table; every row is looked at */
  async function probe(ref: ArtifactRef, table: Table<never>): Promise<void> {
    for await (const _ of rowsIn(ref, table));
  }
  async function textOf(ref: ArtifactRef): Promise<string> {
    return readFile(await fileOf(ref), 'utf8');
  }
  async function find(key: string): Promise<ArtifactRef | null> {
    const known = found.get(key);
    if (known) return known;
    const bytes = await read(prefix + key, isAsStated());
    if (!bytes) return null;
    const ref = { key: prefix + key, sha256: await cache.keep(bytes), rows: 1 };
    return remember(key, { ...ref, rows: await rowsOf(ref, bytes) });
  }
  async function rowsOf(ref: ArtifactRef, bytes: Buffer): Promise<number> {
    if (ref.key.endsWith('.jsonl')) return linesOf(bytes.toString('utf8'));
    return ref.key.endsWith('.parquet') ? (await describe(ref)).rows : 1;
  }
  const remember = (key: string, ref: ArtifactRef): ArtifactRef => {
    found.set(key, ref);
    return ref;
  };
  /** Creates the object, or adopts the one that is there. */
  async function create(key: string, bytes: Buffer, contentType: string, ref: ArtifactRef) {
    try {
      const metadata = { [DIGEST]: ref.sha256 };
      await store.put({ bucket, key: prefix + key }, bytes, { create: true, contentType, metadata });
      return { ref: remember(key, ref), created: true };
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
      const there = await find(key);
      if (!there) throw new ArtifactCorrupt(nameOf(prefix + key), 'was there a moment ago and is gone');
      return { ref: there, created: false };
    }
  }
  async function createText(key: string, text: string, contentType: string) {
    const bytes = Buffer.from(text, 'utf8');
    const rows = key.endsWith('.jsonl') ? linesOf(text) : 1;
    return create(key, bytes, contentType, { key: prefix + key, sha256: await cache.keep(bytes), rows });
  }

  return {
    bucket,
    find,
    async list(folder) {
      const entries: { key: string; lastModified: string }[] = [];
      for await (const page of store.list({ bucket, key: prefix + folder })) {
        for (const { key, lastModified } of page) {
          const relative = key.slice(prefix.length);
          if (!relative.slice(folder.length).includes('/')) entries.push({ key: relative, lastModified });
        }
      }
      return entries;
    },
    createJson: (key, value) => createText(key, canonicalJson(value), 'application/json'),
    createText,
    async createRows(key, table, rows, metadata = {}) {
      const scratch = cache.scratch('parquet');
      const count = await writeParquet(duckdb, scratch, table, rows, metadata);
      const { sha256, bytes } = await cache.adopt(scratch);
      return create(key, bytes, 'application/vnd.apache.parquet', { key: prefix + key, sha256, rows: count });
    },
    async readJson<T>(ref: ArtifactRef, schema: z.ZodType<T>): Promise<T> {
      const parsed = schema.safeParse(parseJson(await textOf(ref)));
      if (parsed.success) return parsed.data;
      const first = parsed.error.issues[0];
      throw new ArtifactCorrupt(
        nameOf(ref.key),
        `is not what it should be (${first?.path.join('.')}: ${first?.message})`,
      );
    },
    readText: textOf,
    readMetadata: async (ref) => (await describe(ref)).metadata,
    async readRows(ref, table, page) {
      const rows = [];
      for await (const row of rowsIn(ref, table, page)) rows.push(row);
      return rows;
    },
    async *streamRows(refs, table) {
      for (const ref of refs) yield* rowsIn(ref, table);
    },
    async query(sql, views, parameters = {}) {
      const files: Record<string, { files: string[]; table: (typeof views)[string]['table'] }> = {};
      for (const [name, { refs, table }] of Object.entries(views)) {
        files[name] = { files: await Promise.all(refs.map(fileOf)), table };
      }
      try {
        return await queryViews(duckdb, sql, files, parameters);
      } catch (error) {
        // DuckDB names the view; which of its artifacts is not what it should be, only reading each of them tells.
        for (const { refs, table } of Object.values(views)) for (const ref of refs) await probe(ref, table);
        throw error;
      }
    },
  };
}

/** Null for what is no JSON: no schema of ours takes it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const linesOf = (text: string): number => text.split('\n').length - 1;
