import type { DrawStrategy, Purpose } from './loop-config';

/** Why a census row is there: new in the window, found late, or its tags changed after its window closed. */
export type Origin = 'window' | 'late' | 'reread';

/**
 * One usable object of the source with what production said about it. Instants are ISO 8601 UTC; `lastModified` is the
 * store's, on whole seconds; classes are ids of the class registry; `confidence` is 0..1.
 */
export interface CensusRow {
  key: string;
  etag: string;
  size: number;
  lastModified: string;
  capturedAt: string | null;
  predictedClass: number;
  confidence: number | null;
  /** Scores of the classes by class id, 0..1, all of them or the greatest; null where production stated none. */
  scores: Record<string, number> | null;
  modelVersion: string | null;
  flagged: boolean;
  correctedClass: number | null;
  /** All tags of the object, as read. */
  tags: Record<string, string>;
  origin: Origin;
}

/** One item: a drawn object version, and how it came to be drawn. */
export interface DrawRow extends CensusRow {
  itemId: string;
  bucket: string;
  draw: string;
  strategy: DrawStrategy;
  purpose: Purpose;
  /** The chance that this object had of being taken by this draw, given what matched: 0 < p <= 1. */
  probability: number;
  /** False: `probability` is only an upper bound of that chance, which nobody knows; never weight by it. */
  probabilityKnown: boolean;
  /** Taken on top of the simple random sample, so that its model version reaches `minPerVersion`. */
  topUp: boolean;
  /** Where it stands in the round's list of cells; null when it is not of the population that is estimated. */
  cell: number | null;
  /** Whether it belongs to the simple random sample of its cell, or to a cell that was taken whole. */
  sampled: boolean;
  /** Where it stands in the order of import, from 0 within its purpose. */
  position: number;
  /** SHA-256 of the object's bytes, hex; null when it was gone before it could be read. */
  contentSha256: string | null;
  /** 64 bits that near-equal images nearly share, hex; null when it is no image, is gone, or nobody asked for it. */
  perceptualHash: string | null;
  /** Value of the loop's grouping tag. */
  group: string | null;
}

/** The Label Studio task of an item. Task ids are reused by Label Studio on SQLite: join by item id. */
export interface TaskRow {
  itemId: string;
  purpose: Purpose;
  projectId: number;
  taskId: number;
}

/** One person's answer to one task, as it stood when it was collected. */
export interface AnnotationRow {
  itemId: string;
  purpose: Purpose;
  taskId: number;
  annotationId: number;
  /** Label Studio's user id. */
  annotator: number;
  createdAt: string;
  updatedAt: string;
  skipped: boolean;
  /** The choice as Label Studio stored it; null for a skip or an empty answer. */
  answer: string | null;
  leadTimeSeconds: number | null;
}

/**
 * What the answers to one item amount to. `missing`: nobody answered, or somebody who did could not tell;
 * `superseded`: the object changed after it was drawn.
 */
export type LabelStatus = 'labelled' | 'skipped' | 'disputed' | 'superseded' | 'missing';

/** One answer as a vote: a class id, 'none' (none of these), 'cannot-tell', 'skip', or 'unknown' (no class of this loop). */
export interface Vote {
  annotator: number;
  vote: number | 'none' | 'cannot-tell' | 'skip' | 'unknown';
  at: string;
}

export interface LabelRow {
  itemId: string;
  purpose: Purpose;
  draw: string;
  status: LabelStatus;
  /** The class the people chose; null unless labelled, and null when they chose 'None of these'. */
  classId: number | null;
  noneOfThese: boolean;
  cannotTell: boolean;
  votes: Vote[];
  /** Whether the people answered without seeing the prediction. */
  blind: boolean;
}

/** `evaluation` and `training` hold people's labels, `noisy` the model's own. */
export type FilingFolder = 'evaluation' | 'training' | 'noisy';

/**
 * `filed`: verified at `toKey`. `kept`: already at the right place, nothing to do. `superseded` and `gone`: the source changed or
 * vanished before it was copied. `conflict`: something else lies at the destination, which is left alone.
 */
export type FilingStatus = 'filed' | 'kept' | 'superseded' | 'gone' | 'conflict';

/** One item's way under its class. Where the object lies now: `to*` when `filed` or `kept`, else `from*`. */
export interface FilingRow {
  itemId: string;
  folder: FilingFolder;
  classId: number;
  fromBucket: string;
  fromKey: string;
  fromEtag: string;
  toBucket: string;
  toKey: string;
  toEtag: string | null;
  size: number;
  contentSha256: string | null;
  status: FilingStatus;
  /** Whether the object at `from*` is to be deleted, now that `to*` is verified. */
  deleteSource: boolean;
}
