import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { canonicalJson } from '../domain/canonical-json';
import { named } from './duckdb';
import type { Column, Kind, Table } from './table';

const TYPES: Record<Kind, DuckDBType> = {
  text: VARCHAR,
  json: VARCHAR,
  integer: BIGINT,
  double: DOUBLE,
  boolean: BOOLEAN,
};

export const columnTypes = (table: Table<never>): DuckDBType[] => table.columns.map(({ kind }) => TYPES[kind]);

/** `"key" VARCHAR not null, …`: what a table of these columns is created with. */
export const columnDefinitions = (table: Table<never>): string =>
  table.columns
    .map(({ name, kind, nullable }) => `${named(name)} ${TYPES[kind].toString()}${nullable ? '' : ' not null'}`)
    .join(', ');

/** `"key", "etag", …`: the columns of a table by name, whatever else the file holds. */
export const columnNames = (table: Table<never>): string => table.columns.map(({ name }) => named(name)).join(', ');

/** Which column a file keeps as something else, in words as DuckDB's own; null where all are what the table says. */
export function typeFlaw(table: Table<never>, found: readonly DuckDBType[]): string | null {
  const at = table.columns.findIndex(({ kind }, index) => found[index]?.toString() !== TYPES[kind].toString());
  const column = table.columns[at];
  return column ? `column "${column.name}" is ${found[at]?.toString()}, not ${TYPES[column.kind].toString()}` : null;
}

/** @throws TypeError where a value is not what the column says */
export function toDuckDb({ name, kind, nullable }: Column, value: unknown): DuckDBValue {
  if (value === null || value === undefined) {
    if (nullable) return null;
    throw new TypeError(`column ${name} must have a value`);
  }
  switch (kind) {
    case 'json':
      return canonicalJson(value);
    case 'integer':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
      break;
    case 'double':
      if (typeof value === 'number') return value;
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'text':
      if (typeof value === 'string') return value;
      break;
  }
  throw new TypeError(`column ${name} holds ${kind}, which ${JSON.stringify(value)} is not`);
}

export function fromDuckDb({ kind }: Column, value: DuckDBValue): unknown {
  if (value === null) return null;
  if (kind === 'integer') return Number(value);
  return kind === 'json' ? JSON.parse(String(value)) : value;
}
