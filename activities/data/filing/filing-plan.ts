import type { ArtifactRef, ObjectLocation } from '../../../src/contracts/artifact';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { DrawRow, FilingRow, LabelRow } from '../../../src/contracts/rows';
import type { Ledger } from '../../../src/ledger/port';
import { DRAW, FILING, LABELS } from '../../../src/ledger/tables';
import { destination } from './destination';

/** One item that has a place to go, or has gone to one. */
export interface PlannedFiling {
  item: DrawRow;
  classId: number;
  /** Where its object lies now, and in which version. */
  from: ObjectLocation & { etag: string };
  to: ObjectLocation;
  /** Whether an earlier filing put it where it is: then that copy is ours to remove. */
  refiled: boolean;
}

/**
 * What is to be filed of the labels in [offset, offset + limit): labelled items go under their class; items that were
 * filed and are no longer labelled stay where they are; all others stay at their source and are not in the plan.
 */
export async function planFiling(
  ledger: Ledger,
  config: LoopConfig,
  input: {
    draw: ArtifactRef;
    labels: ArtifactRef;
    previous: ArtifactRef | null;
    version: number;
    offset: number;
    limit: number;
  },
): Promise<PlannedFiling[]> {
  const { draw, labels, previous, version, offset, limit } = input;
  const batch = await ledger.readRows(labels, LABELS, { offset, limit });
  const drawn = byItem(await ledger.readRows(draw, DRAW));
  const filed = byItem(previous ? await ledger.readRows(previous, FILING) : []);
  return batch.flatMap((label) => {
    const item = drawn.get(label.itemId);
    const plan = item && planItem(config, label, item, filed.get(label.itemId) ?? null, version);
    return plan ? [plan] : [];
  });
}

function planItem(
  config: LoopConfig,
  label: LabelRow,
  item: DrawRow,
  earlier: FilingRow | null,
  version: number,
): PlannedFiling | null {
  const from = presentPlace(item, earlier);
  const refiled = from.bucket !== item.bucket || from.key !== item.key;
  if (label.status === 'labelled' && label.classId !== null) {
    const { classId } = label;
    const liesThere = refiled && earlier && isFiled(earlier) && earlier.classId === classId;
    const to = liesThere
      ? from
      : destination(config, { ...item, folder: item.purpose }, classId, refiled ? version : null);
    return { item, classId, from, to, refiled };
  }
  return earlier && refiled ? { item, classId: earlier.classId, from, to: from, refiled } : null;
}

/** Where the earlier filing left the object: where it went, or, where it could not go there, where it was. */
function presentPlace(item: DrawRow, earlier: FilingRow | null): PlannedFiling['from'] {
  if (!earlier) return { bucket: item.bucket, key: item.key, etag: item.etag };
  if (isFiled(earlier)) {
    return { bucket: earlier.toBucket, key: earlier.toKey, etag: earlier.toEtag ?? earlier.fromEtag };
  }
  return { bucket: earlier.fromBucket, key: earlier.fromKey, etag: earlier.fromEtag };
}

const isFiled = ({ status }: FilingRow): boolean => status === 'filed' || status === 'kept';

const byItem = <Row extends { itemId: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.itemId, row]));
