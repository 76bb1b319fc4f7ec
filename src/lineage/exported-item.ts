import type { ItemRecord } from '../contracts/item-record';
import { table } from '../ledger/table';

/** One drawn item as people look at it: classes by name, and where it lies now. */
export interface ExportedItem {
  round: string;
  itemId: string;
  draw: string;
  strategy: string;
  purpose: string;
  probability: number;
  probabilityKnown: boolean;
  topUp: boolean;
  cell: number | null;
  sampled: boolean;
  modelVersion: string | null;
  predictedClass: string;
  confidence: number | null;
  flagged: boolean;
  correctedClass: string | null;
  capturedAt: string | null;
  lastModified: string;
  origin: string;
  status: string;
  /** The class people chose, or 'None of these'; null unless labelled. */
  label: string | null;
  /** Whether the model was right; null unless labelled. */
  isRight: boolean | null;
  blind: boolean;
  votes: ItemRecord['votes'];
  tags: Record<string, string>;
  filing: string | null;
  /** Where it lies now. */
  bucket: string;
  key: string;
  etag: string;
  contentSha256: string | null;
  group: string | null;
}

export const EXPORTED = table<ExportedItem>('exported', {
  round: 'text',
  itemId: 'text',
  draw: 'text',
  strategy: 'text',
  purpose: 'text',
  probability: 'double',
  probabilityKnown: 'boolean',
  topUp: 'boolean',
  cell: 'integer?',
  sampled: 'boolean',
  modelVersion: 'text?',
  predictedClass: 'text',
  confidence: 'double?',
  flagged: 'boolean',
  correctedClass: 'text?',
  capturedAt: 'text?',
  lastModified: 'text',
  origin: 'text',
  status: 'text',
  label: 'text?',
  isRight: 'boolean?',
  blind: 'boolean',
  votes: 'json',
  tags: 'json',
  filing: 'text?',
  bucket: 'text',
  key: 'text',
  etag: 'text',
  contentSha256: 'text?',
  group: 'text?',
});

/** @param nameOf what a class is called */
export function exportedItem(item: ItemRecord, nameOf: (id: number) => string): ExportedItem {
  const label = item.noneOfThese ? 'None of these' : item.classId === null ? null : nameOf(item.classId);
  const isFiled = item.filing === 'filed' || item.filing === 'kept';
  return {
    round: item.round,
    itemId: item.itemId,
    draw: item.draw,
    strategy: item.strategy,
    purpose: item.purpose,
    probability: item.probability,
    probabilityKnown: item.probabilityKnown,
    topUp: item.topUp,
    cell: item.cell,
    sampled: item.sampled,
    modelVersion: item.modelVersion,
    predictedClass: nameOf(item.predictedClass),
    confidence: item.confidence,
    flagged: item.flagged,
    correctedClass: item.correctedClass === null ? null : nameOf(item.correctedClass),
    capturedAt: item.capturedAt,
    lastModified: item.lastModified,
    origin: item.origin,
    status: item.status,
    label,
    isRight: item.status === 'labelled' ? !item.noneOfThese && item.classId === item.predictedClass : null,
    blind: item.blind,
    votes: item.votes,
    tags: item.tags,
    filing: item.filing,
    bucket: (isFiled && item.toBucket) || item.bucket,
    key: (isFiled && item.toKey) || item.key,
    etag: (isFiled && item.toEtag) || item.etag,
    contentSha256: item.contentSha256,
    group: item.group,
  };
}
