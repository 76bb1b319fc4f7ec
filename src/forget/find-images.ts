import { z } from 'zod';
import { TOMBSTONE_PREFIX } from '../domain/tombstone';
import { named, quoted } from '../ledger/duckdb';
import { idExpression, ROW_ID } from './blank-columns';
import type { ForgetDependencies, Request, SearchedLoop } from './dependencies';
import { isParquet, ledgerFiles } from './ledger-files';

/** One object version that a loop knows of, as its rows tell: what is to be forgotten. */
const imageSchema = z.object({
  itemId: z.string(),
  key: z.string(),
  etag: z.string(),
  size: z.coerce.number(),
  contentSha256: z.string().nullable(),
  group: z.string().nullable(),
  purpose: z.string().nullable(),
});

export type Image = z.infer<typeof imageSchema>;

/**
 * The images meant by a request, as a loop's censuses and draws name them: by item, by key, and the same bytes (ETag and
 * size, or SHA-256) under other keys. An item whose rows were blanked before is in none: only its id is left.
 */
export async function findImages(
  deps: ForgetDependencies,
  loop: SearchedLoop,
  { itemIds, places }: Request,
): Promise<Image[]> {
  const { bucket } = loop.config.source;
  const keys = places.filter((place) => place.bucket === bucket).map(({ key }) => key);
  const found = new Map<string, Image>();
  for (let count = -1; found.size > count; ) {
    count = found.size;
    const known = [...found.values()].filter(({ size }) => size > 0);
    const contents = known.map(({ etag, size }) => `${etag} ${size}`);
    const digests = known.flatMap(({ contentSha256 }) => contentSha256 ?? []);
    for (const image of await matching(deps, loop, { ids: [...itemIds, ...found.keys()], keys, contents, digests })) {
      // A draw tells more than a census.
      const before = found.get(image.itemId);
      if (!before || before.purpose === null) found.set(image.itemId, image);
    }
  }
  return [...found.values()];
}

async function matching(
  deps: ForgetDependencies,
  loop: SearchedLoop,
  { ids, keys, contents, digests }: Record<'ids' | 'keys' | 'contents' | 'digests', readonly string[]>,
): Promise<Image[]> {
  const images: Image[] = [];
  for await (const file of ledgerFiles(deps, loop)) {
    if (!isParquet(file)) continue;
    const rows = await deps.duckdb.use(async (connection) => {
      const described = await connection.runAndReadAll(`describe select * from read_parquet(${quoted(file.path)})`);
      const columns = new Set(described.getRows().map(([name]) => String(name)));
      if (!columns.has('key') || !columns.has('etag')) return [];
      const optional = (name: string): string => (columns.has(name) ? named(name) : 'null');
      const list = (values: readonly string[]): string => values.map(quoted).join(', ') || 'null';
      const result = await connection.runAndReadAll(
        `select ${ROW_ID} as "itemId", key, etag, size::varchar as size,
          ${['contentSha256', 'group', 'purpose'].map((name) => `${optional(name)} as ${named(name)}`).join(', ')}
        from (select *, ${idExpression(columns, loop.config.source.bucket)} as ${ROW_ID} from read_parquet(${quoted(file.path)}))
        where not starts_with(key, ${quoted(TOMBSTONE_PREFIX)})
          and (${ROW_ID} in (${list(ids)}) or key in (${list(keys)}) or etag || ' ' || size in (${list(contents)})
            or ${optional('contentSha256')} in (${list(digests)}))`,
      );
      return result.getRowObjectsJson();
    });
    images.push(...z.array(imageSchema).parse(rows));
  }
  return images;
}
