import type { ObjectLocation } from '../../../src/contracts/artifact';
import type { ClassRegistry } from '../../../src/contracts/classes';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { CensusRow, Origin } from '../../../src/contracts/rows';
import type { Window } from '../../../src/contracts/window';
import { canonicalJson } from '../../../src/domain/canonical-json';
import { REPLACEMENT, unusableKey } from '../../../src/domain/object-keys';
import { type PredictionWarning, readPrediction } from '../../../src/domain/predictions';
import type { Unusable } from '../../../src/domain/unusable';
import type { ObjectStore, ObjectSummary } from '../../../src/object-store/port';
import { inParallel } from '../in-parallel';
import { type CensusCounts, countOne } from './census-index';
import { type EarlierObjects, versionKey } from './earlier-objects';
import { foldersOf } from './folders-of';
import { tagsOf } from './tags-of';

/** Tags are one request each; beyond this many at once Node itself is the bottleneck. */
const TAG_READS = 32;

export interface CensusScope {
  config: LoopConfig;
  registry: ClassRegistry;
  window: Window;
  /** Null: only what the window holds itself. */
  earlier: EarlierObjects | null;
  /** Whether an object that carries our `item` tag is a filed copy of this loop. */
  isFiled(key: string, tags: Record<string, string>): Promise<boolean>;
}

/** An object with what is unreadable about it, or why it cannot be used; null where it is none of this census. */
type Found = { row: CensusRow; warnings: PredictionWarning[] } | Unusable | null;

/** The rows of one page of a listing, and what could not be used of it. Only objects that may be rows are asked for tags. */
export async function censusRows(
  store: ObjectStore,
  scope: CensusScope,
  page: readonly ObjectSummary[],
  counts: CensusCounts,
  signal: AbortSignal,
): Promise<CensusRow[]> {
  const { source, annotation } = scope.config;
  const candidates = page.flatMap((object, index) => {
    const origin = originOf(object, scope);
    return origin ? [{ object, origin, index }] : [];
  });
  const isFolder = foldersOf(store, source.bucket, page, signal);
  const found = await inParallel(candidates, TAG_READS, async ({ object, origin, index }): Promise<Found> => {
    const reason = unusableKey(object.key, annotation.images === 'storage');
    if (reason) return reason;
    return (await isFolder(index)) ? 'folder-of-others' : censusRow(store, scope, object, origin, signal);
  });

  const rows: CensusRow[] = [];
  for (const [at, { object, origin }] of candidates.entries()) {
    const one = found[at] ?? null;
    if (one === null) continue;
    if (typeof one === 'string') {
      // What was no row of its own window's census would be counted again by every census of the lookback.
      if (origin === 'window') countOne(counts, 'unusable', one, object.key);
      continue;
    }
    for (const warning of one.warnings) countOne(counts, 'warnings', warning, object.key);
    counts[origin] += 1;
    rows.push(one.row);
  }
  return rows;
}

/** Why this object may be a row of this census; null where it is another round's, or too old to be looked at again. */
function originOf(object: ObjectSummary, { config, window, earlier }: CensusScope): Origin | null {
  const at = Date.parse(object.lastModified);
  const { since } = config.source;
  if (at >= Date.parse(window.end) || (since !== null && at < Date.parse(since))) return null;
  if (at >= Date.parse(window.start)) return 'window';
  if (!earlier) return null;
  const known = earlier.known.get(versionKey(object));
  if (!known) return at >= earlier.lateFrom ? 'late' : null;
  return !known.drawn && at >= earlier.rereadFrom ? 'reread' : null;
}

async function censusRow(
  store: ObjectStore,
  { config, registry, earlier, isFiled }: CensusScope,
  object: ObjectSummary,
  origin: Origin,
  signal: AbortSignal,
): Promise<Found> {
  const at = { bucket: config.source.bucket, key: object.key };
  if (object.key.includes(REPLACEMENT) && (await isAnother(store, at, object.etag, signal))) return 'control-character';
  const tags = await tagsOf(store, at, signal);
  if (!tags) return 'deleted meanwhile';
  // A tag that was written later is news; anything else about an object of an earlier window is known.
  if (origin === 'reread' && canonicalJson(tags) === canonicalJson(earlier?.known.get(versionKey(object))?.tags))
    return null;
  if (tags.item !== undefined && (await isFiled(object.key, tags))) return null;

  const read = readPrediction({ tags, size: object.size }, config.predictions.tags, registry);
  if (read.kind === 'unusable') return read.reason;
  return { row: { ...object, ...read.prediction, tags, origin }, warnings: read.warnings };
}

/** Whether the listing gave U+FFFD for something else: under the key as listed lies nothing, or another object. */
async function isAnother(store: ObjectStore, at: ObjectLocation, etag: string, signal: AbortSignal): Promise<boolean> {
  return (await store.head(at, { signal }))?.etag !== etag;
}
