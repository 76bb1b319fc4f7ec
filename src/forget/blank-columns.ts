import { TOMBSTONE_PREFIX } from '../domain/tombstone';
import { named, quoted } from '../ledger/duckdb';

/** The id of a row's item, by this name in the SQL around these expressions. */
export const ROW_ID = '__id';

const KEY = `${quoted(TOMBSTONE_PREFIX)} || ${ROW_ID}`;
const ETAG = `'forgotten-' || ${ROW_ID}`;
/** An hour says when traffic was, not whose it was. */
const hour = (column: string): string => `substr(${named(column)}, 1, 13) || ':00:00Z'`;
const notFiled = (column: string): string =>
  `case when ${named(column)} in ('filed', 'kept') then 'gone' else ${named(column)} end`;

const OF_CENSUS = {
  key: KEY,
  etag: ETAG,
  size: '0',
  lastModified: hour('lastModified'),
  capturedAt: hour('capturedAt'),
  scores: 'null',
};
const OF_DRAW = { ...OF_CENSUS, contentSha256: 'null', perceptualHash: 'null', group: 'null' };
const OF_FILING = {
  fromKey: KEY,
  fromEtag: ETAG,
  toKey: KEY,
  toEtag: 'null',
  size: '0',
  contentSha256: 'null',
  status: notFiled('status'),
  deleteSource: 'false',
};
const OF_SNAPSHOT = { ...OF_DRAW, toBucket: 'null', toKey: 'null', toEtag: 'null', filing: notFiled('filing') };

/**
 * What the columns of a forgotten row become, as SQL by column; empty for a file that says nothing of an image. What is
 * left is what estimates and counts are made of: prediction, cell, chances, label, votes. Where a filing is recorded it
 * says that the object is gone, so no dataset takes it.
 * @param slices tags that the loop's estimates are sliced by: their values stay, so that the slices add up
 */
export function blankColumns(columns: ReadonlySet<string>, slices: readonly string[]): Record<string, string> {
  if (columns.has('fromKey')) return OF_FILING;
  if (!columns.has('key') || !columns.has('etag')) return {};
  const tags = keptTags(slices);
  if (columns.has('toKey')) return { ...OF_SNAPSHOT, tags };
  return columns.has('itemId') ? { ...OF_DRAW, tags } : { ...OF_CENSUS, tags };
}

function keptTags(slices: readonly string[]): string {
  const entries = [...slices].sort().map((slice) => {
    const value = `tags ->> ${quoted(`$."${slice.replaceAll('"', '\\"')}"`)}`;
    return `case when ${value} is not null then ${quoted(`${JSON.stringify(slice)}:`)} || to_json(${value})::varchar end`;
  });
  return entries.length === 0 ? `'{}'` : `'{' || concat_ws(',', ${entries.join(', ')}) || '}'`;
}

/**
 * The id of a row's item. A census names none: there it is computed as `itemId` in src/domain does.
 * @param bucket of rows that name none
 */
export function idExpression(columns: ReadonlySet<string>, bucket: string): string {
  if (columns.has('itemId')) return '"itemId"';
  const parts = [quoted(bucket), '"key"', '"etag"'].map((part) => `strlen(${part})::varchar || ':' || ${part}`);
  return `substr(sha256(${parts.join(' || ')}), 1, 24)`;
}
