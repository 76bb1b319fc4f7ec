import { readFile } from 'node:fs/promises';
import { type Blanking, blankParquet } from './blank-parquet';
import { blankedExamples, blankedManifest, blankedPage } from './blanked-text';
import type { ForgetDependencies, SearchedLoop } from './dependencies';
import { isCensusIndex, isManifest, isPage, isParquet, type LedgerFile, ledgerFiles } from './ledger-files';

/** An artifact that is to be written anew. */
export interface Rewrite {
  key: string;
  from: string;
  to: string;
  /** Its new bytes, in the local cache. */
  path: string;
  contentType: string;
}

/** Everything in a loop's ledger that says something of these images, as it will be. Nothing in the store is changed. */
export async function rewritesOf(deps: ForgetDependencies, loop: SearchedLoop, blanking: Blanking): Promise<Rewrite[]> {
  const rewrites: Rewrite[] = [];
  for await (const file of ledgerFiles(deps, loop)) {
    const rewrite = isParquet(file) ? await ofParquet(deps, file, blanking) : await ofText(deps, file, blanking);
    if (rewrite) rewrites.push(rewrite);
  }
  // What the images are found by is written last: whoever starts again after a crash still finds them.
  const isLast = ({ key }: Rewrite): number => Number(/\/draw\.parquet$|snapshots\/[^/]+$/.test(key));
  return rewrites.sort((a, b) => isLast(a) - isLast(b));
}

async function ofParquet({ cache, duckdb }: ForgetDependencies, file: LedgerFile, blanking: Blanking) {
  const scratch = cache.scratch('parquet');
  const blanked = await blankParquet(duckdb, file.path, scratch, blanking);
  if (blanked === null) return null;
  const { sha256, bytes } = await cache.adopt(scratch);
  return rewrite(file, sha256, await cache.path(sha256, async () => bytes), 'application/vnd.apache.parquet');
}

/** The other artifacts that name images, or show them. */
const TEXTS: readonly {
  is: (file: LedgerFile) => boolean;
  contentType: string;
  blanked: (text: string, blanking: Blanking) => string;
}[] = [
  { is: isPage, contentType: 'text/html; charset=utf-8', blanked: (page, { itemIds }) => blankedPage(page, itemIds) },
  { is: isManifest, contentType: 'application/jsonl', blanked: (text, { itemIds }) => blankedManifest(text, itemIds) },
  { is: isCensusIndex, contentType: 'application/json', blanked: (json, { keys }) => blankedExamples(json, keys) },
];

async function ofText({ cache }: ForgetDependencies, file: LedgerFile, blanking: Blanking) {
  const kind = TEXTS.find(({ is }) => is(file));
  if (kind === undefined) return null;
  const text = file.bytes.toString('utf8');
  const after = kind.blanked(text, blanking);
  if (after === text) return null;
  const bytes = Buffer.from(after, 'utf8');
  const sha256 = await cache.keep(bytes);
  return rewrite(file, sha256, await cache.path(sha256, async () => bytes), kind.contentType);
}

const rewrite = (file: LedgerFile, to: string, path: string, contentType: string): Rewrite => ({
  key: file.key,
  from: file.sha256,
  to,
  path,
  contentType,
});

/** Puts the new bytes where the old ones lie, and drops the local copy of those. */
export async function applyRewrite(
  { store, cache }: ForgetDependencies,
  { config }: SearchedLoop,
  { key, from, path, contentType }: Rewrite,
): Promise<void> {
  await store.put({ bucket: config.ledger.bucket, key }, await readFile(path), { contentType });
  await cache.drop(from);
}
