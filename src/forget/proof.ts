import { named, quoted } from '../ledger/duckdb';
import type { ForgetDependencies, Request, SearchedLoop } from './dependencies';
import { findImages, type Image } from './find-images';
import { isParquet, type LedgerFile, ledgerFiles } from './ledger-files';
import { olderVersions } from './older-versions';
import { storedCopies } from './stored-copies';
import { tasksOf } from './tasks-of';
import { unfinishedUploads } from './unfinished-uploads';

/** What a search after the deed looked at, and what it found that should be gone. */
export interface Proof {
  /** Object versions and delete markers of the loop's buckets. */
  objects: number;
  /** Artifacts of the ledger, their rows and their text. */
  artifacts: number;
  /** Where something is left; empty: it is forgotten. */
  left: string[];
}

/** Looks everywhere again, at what lies there by now, for the images' keys, digests, copies, tasks and rows. */
export async function prove(
  deps: ForgetDependencies,
  loop: SearchedLoop,
  request: Request,
  images: readonly Image[],
): Promise<Proof> {
  let objects = 0;
  const counting: ForgetDependencies = {
    ...deps,
    eraser: {
      ...deps.eraser,
      async *versions(from, options) {
        for await (const page of deps.eraser.versions(from, options)) {
          objects += page.length;
          yield page;
        }
      },
    },
  };
  const left: string[] = [];
  const copies = [...(await storedCopies(counting, loop, request, images)), ...(await olderVersions(counting, loop))];
  for (const { bucket, key, isMarker } of copies) {
    left.push(`${isMarker ? 'delete marker' : 'object'} s3://${bucket}/${key}`);
  }
  for (const { project, taskId } of await tasksOf(deps, loop, request.itemIds)) {
    left.push(`task ${taskId} of Label Studio project ${project}`);
  }
  for (const { itemId } of await findImages(deps, loop, request)) left.push(`rows of item ${itemId}`);
  for (const { bucket, key } of await unfinishedUploads(deps, loop, request, { images, copies })) {
    left.push(`unfinished upload to s3://${bucket}/${key}`);
  }
  const words = wordsOf(request, images, await keysOfOthers(deps, loop, images));
  let artifacts = 0;
  for await (const file of ledgerFiles(deps, loop)) {
    artifacts += 1;
    if (await says(deps, file, words)) left.push(`s3://${loop.config.ledger.bucket}/${file.key}`);
  }
  return { objects, artifacts, left: [...new Set(left)] };
}

/** Keys of the images that other images had too, before or after them: those stay, and with them their keys. */
async function keysOfOthers(
  deps: ForgetDependencies,
  loop: SearchedLoop,
  images: readonly Image[],
): Promise<ReadonlySet<string>> {
  const { bucket } = loop.config.source;
  const places = images.map(({ key }) => ({ bucket, key }));
  const others = places.length === 0 ? [] : await findImages(deps, loop, { itemIds: [], places });
  return new Set(others.map(({ key }) => key));
}

/** What an image is known by: keys, and digests of its content. Images that look alike share their perceptual hash. */
const wordsOf = ({ places }: Request, images: readonly Image[], keysOfOthers: ReadonlySet<string>): string[] => {
  const words = [
    ...places.map(({ key }) => key),
    ...images.map(({ key }) => key).filter((key) => !keysOfOthers.has(key)),
    ...images.flatMap(({ etag, contentSha256 }) => [etag, contentSha256]),
  ];
  return [...new Set(words.filter((word) => word !== null && word !== ''))] as string[];
};

/** Whether an artifact holds one of the words as a whole value, or within JSON. */
async function says({ duckdb }: ForgetDependencies, file: LedgerFile, words: readonly string[]): Promise<boolean> {
  if (words.length === 0) return false;
  if (!isParquet(file)) {
    const text = file.bytes.toString('utf8');
    return words.some((word) => text.includes(JSON.stringify(word)));
  }
  return duckdb.use(async (connection) => {
    const described = await connection.runAndReadAll(`describe select * from read_parquet(${quoted(file.path)})`);
    const texts = described.getRows().flatMap(([name, type]) => (type === 'VARCHAR' ? [named(String(name))] : []));
    const list = words.map(quoted).join(', ');
    const inRows = texts.map((column) => `${column} in (${list})`).join(' or ') || 'false';
    const inJson = words.map((word) => `contains(decode(value), ${quoted(JSON.stringify(word))})`).join(' or ');
    const found = await connection.runAndReadAll(
      `select (select count(*) from read_parquet(${quoted(file.path)}) where ${inRows})
        + (select count(*) from parquet_kv_metadata(${quoted(file.path)}) where decode(value) in (${list}) or ${inJson})`,
    );
    return Number(found.getRows()[0]?.[0] ?? 0) > 0;
  });
}
