import type { ObjectLocation } from '../../../src/contracts/artifact';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { FilingFolder } from '../../../src/contracts/rows';
import { filedKey } from '../../../src/domain/filing-keys';

/**
 * Where an item of this class goes: its key at the source names the file, its id keeps it apart from all others.
 * @param refiledBy the version of the filing, where an earlier one had put it somewhere else
 */
export function destination(
  { filing, source }: LoopConfig,
  item: { itemId: string; key: string; folder: FilingFolder },
  classId: number,
  refiledBy: number | null = null,
): ObjectLocation {
  const inPlace = filing.mode === 'in-place';
  return {
    bucket: inPlace ? source.bucket : filing.bucket,
    key: filedKey({
      mode: filing.mode,
      prefix: inPlace ? source.prefix : filing.prefix,
      folder: item.folder,
      classId,
      sourceKey: item.key,
      itemId: item.itemId,
      refiledBy,
    }),
  };
}
