import type { ClassRegistry } from '../../../src/contracts/classes';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { CensusRow, Origin } from '../../../src/contracts/rows';
import type { Window } from '../../../src/contracts/window';
import { canonicalJson } from '../../../src/domain/canonical-json';
import { unusableKey } from '../../../src/domain/object-keys';
import { readPrediction } from '../../../src/domain/predictions';
import type { ObjectStore, ObjectSummary } from '../../../src/object-store/port';
import { inParallel } from '../in-parallel';
import { type CensusCounts, countOne } from './census-index';
import { type EarlierObjects, versionKey } from './earlier-objects';
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

/** The rows of one page of a listing, and what could not be used of it. Only objects that may be rows are asked for tags. */
export async function censusRows(
  store: ObjectStore,
  scope: CensusScope,
  page: readonly ObjectSummary[],
  counts: CensusCounts,
  signal: AbortSignal,
): Promise<CensusRow[]> {
  const candidates = page.flatMap((object) => {
    const origin = originOf(object, scope);
    if (!origin) return [];
    const reason = unusableKey(object.key, scope.config.annotation.images === 'storage');
    if (!reason) return [{ object, origin }];
    // Of an object of an earlier window the reason was counted then.
    if (origin === 'window') countOne(counts.unusable, reason);
    return [];
  });
  const rows = await inParallel(candidates, TAG_READS, ({ object, origin }) =>
    censusRow(store, scope, object, origin, counts, signal),
  );
  return rows.filter((row) => row !== null);
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
  scope: CensusScope,
  object: ObjectSummary,
  origin: Origin,
  counts: CensusCounts,
  signal: AbortSignal,
): Promise<CensusRow | null> {
  const { config, registry, earlier } = scope;
  const tags = await tagsOf(store, { bucket: config.source.bucket, key: object.key }, signal);
  if (!tags) {
    if (origin === 'window') countOne(counts.unusable, 'deleted meanwhile');
    return null;
  }
  // A tag that was written later is news; anything else about an object of an earlier window is known.
  if (origin === 'reread' && canonicalJson(tags) === canonicalJson(earlier?.known.get(versionKey(object))?.tags))
    return null;
  if (tags.item !== undefined && (await scope.isFiled(object.key, tags))) return null;

  const read = readPrediction({ tags, size: object.size }, config.predictions.tags, registry);
  if (read.kind === 'unusable') {
    // As with its key: what was no row of its own window's census would be counted again by every census of the lookback.
    if (origin === 'window') countOne(counts.unusable, read.reason);
    return null;
  }
  for (const warning of read.warnings) countOne(counts.warnings, warning);
  counts[origin] += 1;
  return { ...object, ...read.prediction, tags, origin };
}
