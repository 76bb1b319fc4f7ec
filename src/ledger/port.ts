import type { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import type { Table } from './table';

/**
 * The artifacts of one loop, create-only. A writer that meets an existing artifact adopts it: its reference is
 * returned and what was to be written is dropped, so two attempts end with one result. Keys are relative to the
 * ledger's prefix (`rounds/ID/draw.parquet`); references carry the full key.
 */
export interface Ledger {
  readonly bucket: string;
  /** The reference and rows of what lies at `key` by now, or null. */
  find(key: string): Promise<ArtifactRef | null>;
  /** Immediate keys below a folder, relative, in order, with the store's date of each. */
  list(folder: string): Promise<{ key: string; lastModified: string }[]>;
  /** Canonical JSON: equal values are equal bytes. */
  createJson(key: string, value: unknown): Promise<{ ref: ArtifactRef; created: boolean }>;
  /** `rows` of the reference is the number of lines for a `.jsonl` key, else 1. */
  createText(key: string, text: string, contentType: string): Promise<{ ref: ArtifactRef; created: boolean }>;
  /** Rows go to Parquet in the given order. `metadata` lands in the file's key-value metadata. */
  createRows<Row>(
    key: string,
    table: Table<Row>,
    rows: Iterable<Row> | AsyncIterable<Row>,
    metadata?: Record<string, string>,
  ): Promise<{ ref: ArtifactRef; created: boolean }>;
  /** @throws ArtifactCorrupt when it is missing, does not match its digest or does not fit the schema */
  readJson<T>(ref: ArtifactRef, schema: z.ZodType<T>): Promise<T>;
  readText(ref: ArtifactRef): Promise<string>;
  /** The key-value metadata that `createRows` was given. */
  readMetadata(ref: ArtifactRef): Promise<Record<string, string>>;
  /** All rows, in the order they were written, from `offset` on, at most `limit`. */
  readRows<Row>(ref: ArtifactRef, table: Table<Row>, page?: { offset: number; limit: number }): Promise<Row[]>;
  /** The same without holding them all; over several artifacts one after the other. */
  streamRows<Row>(refs: readonly ArtifactRef[], table: Table<Row>): AsyncIterable<Row>;
  /**
   * SQL (DuckDB) over artifacts, each named list being a view: `select count(*) from draws`. Values are plain JSON:
   * numbers, strings, booleans, null. An empty list is a view with the table's columns and no rows.
   */
  query(
    sql: string,
    views: Record<string, { refs: readonly ArtifactRef[]; table: Table<never> }>,
    parameters?: Record<string, string | number | null>,
  ): Promise<Record<string, unknown>[]>;
}
