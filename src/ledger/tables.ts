import type { ItemRecord } from '../contracts/item-record';
import type { AnnotationRow, CensusRow, DrawRow, FilingRow, LabelRow, TaskRow } from '../contracts/rows';
import { table } from './table';

/** What production said of an object; a drawn one has the same. */
const CENSUS_COLUMNS = {
  key: 'text',
  etag: 'text',
  size: 'integer',
  lastModified: 'text',
  capturedAt: 'text?',
  predictedClass: 'integer',
  confidence: 'double?',
  scores: 'json?',
  modelVersion: 'text?',
  flagged: 'boolean',
  correctedClass: 'integer?',
  tags: 'json',
  origin: 'text',
} as const;

/** `rounds/ID/census/part-NNNN.parquet` */
export const CENSUS = table<CensusRow>('census', CENSUS_COLUMNS);

const DRAW_COLUMNS = {
  itemId: 'text',
  bucket: 'text',
  ...CENSUS_COLUMNS,
  draw: 'text',
  strategy: 'text',
  purpose: 'text',
  probability: 'double',
  probabilityKnown: 'boolean',
  topUp: 'boolean',
  cell: 'integer?',
  sampled: 'boolean',
  position: 'integer',
  contentSha256: 'text?',
  perceptualHash: 'text?',
  group: 'text?',
} as const;

/** `rounds/ID/draw.parquet` */
export const DRAW = table<DrawRow>('draw', DRAW_COLUMNS);

/** `rounds/ID/tasks.parquet` */
export const TASKS = table<TaskRow>('tasks', {
  itemId: 'text',
  purpose: 'text',
  projectId: 'integer',
  taskId: 'integer',
});

/** `rounds/ID/annotations/vNNNN.parquet` */
export const ANNOTATIONS = table<AnnotationRow>('annotations', {
  itemId: 'text',
  purpose: 'text',
  taskId: 'integer',
  annotationId: 'integer',
  annotator: 'integer',
  createdAt: 'text',
  updatedAt: 'text',
  skipped: 'boolean',
  answer: 'text?',
  leadTimeSeconds: 'double?',
});

/** `rounds/ID/labels/vNNNN.parquet` */
export const LABELS = table<LabelRow>('labels', {
  itemId: 'text',
  purpose: 'text',
  draw: 'text',
  status: 'text',
  classId: 'integer?',
  noneOfThese: 'boolean',
  cannotTell: 'boolean',
  votes: 'json',
  blind: 'boolean',
});

/** `rounds/ID/filing/vNNNN.parquet` */
export const FILING = table<FilingRow>('filing', {
  itemId: 'text',
  folder: 'text',
  classId: 'integer',
  fromBucket: 'text',
  fromKey: 'text',
  fromEtag: 'text',
  toBucket: 'text',
  toKey: 'text',
  toEtag: 'text?',
  size: 'integer',
  contentSha256: 'text?',
  status: 'text',
  deleteSource: 'boolean',
});

/** `snapshots/START.parquet` */
export const ITEMS = table<ItemRecord>('items', {
  round: 'text',
  ...DRAW_COLUMNS,
  status: 'text',
  classId: 'integer?',
  noneOfThese: 'boolean',
  cannotTell: 'boolean',
  votes: 'json',
  blind: 'boolean',
  filing: 'text?',
  toBucket: 'text?',
  toKey: 'text?',
  toEtag: 'text?',
});
