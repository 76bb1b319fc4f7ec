import type { DataActivities } from '../../src/contracts/activities';
import type { ClassRegistry } from '../../src/contracts/classes';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { CensusRow, FilingRow } from '../../src/contracts/rows';
import { classFolder } from '../../src/domain/class-folder';
import { mergeTags } from '../../src/domain/filing-tags';
import { itemId } from '../../src/domain/item-id';
import { ledgerKeys } from '../../src/domain/layout';
import { readPrediction } from '../../src/domain/predictions';
import { CENSUS, FILING } from '../../src/ledger/tables';
import { ensureRegistry } from '../../src/loops/class-registry';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { tagsOf } from './census/tags-of';
import { destination } from './filing/destination';
import { verifiedCopy } from './filing/verified-copy';
import { withdraw } from './filing/withdraw';
import { inParallel } from './in-parallel';

const COPIES = 16;

/** Copies one batch of what the model was sure of under its own label, verified, but for what users objected to since. */
export function copyNoisy({ openLoop, store }: Dependencies): DataActivities['copyNoisy'] {
  return async ({ loop, configRef, round, plan, offset, limit }) => {
    const signal = sharedCancellation();
    const { config, ledger } = await openLoop(configRef);
    const key = ledgerKeys.noisyPart(round, offset);
    const done = await ledger.find(key);
    if (done) return { part: done };
    const { registry } = await ensureRegistry(ledger, config.classes);
    const { bucket } = config.source;
    const planned = await ledger.readRows(plan, CENSUS, { offset, limit });

    const rows = await inParallel(planned, COPIES, async (row, index): Promise<FilingRow[]> => {
      progress({ copied: index, of: planned.length });
      const from = { bucket, key: row.key, etag: row.etag };
      const tags = await tagsOf(store, from, signal);
      const item = { itemId: itemId(from), key: row.key, folder: 'noisy' as const };
      const to = destination(config, item, row.predictedClass);
      if (tags && !standsBy(row, tags, config, registry)) {
        await withdraw({ store, signal }, config, round, row);
        return [];
      }
      const ours = { item: item.itemId, label: classFolder(row.predictedClass), loop, round };
      const { status, toEtag } = await verifiedCopy(store, {
        itemId: item.itemId,
        from,
        to,
        size: row.size,
        contentSha256: null,
        tagsFor: (own) => mergeTags(own, ours),
        signal,
      });
      return [
        {
          itemId: item.itemId,
          folder: 'noisy',
          classId: row.predictedClass,
          fromBucket: bucket,
          fromKey: row.key,
          fromEtag: row.etag,
          toBucket: to.bucket,
          toKey: to.key,
          toEtag,
          size: row.size,
          contentSha256: null,
          status,
          deleteSource: status === 'filed' && config.filing.mode !== 'copy',
        },
      ];
    });
    const { ref } = await ledger.createRows(key, FILING, rows.flat());
    return { part: ref };
  };
}

/** Whether production and its users still say what the census read. */
function standsBy(
  row: CensusRow,
  tags: Record<string, string>,
  { predictions }: LoopConfig,
  registry: ClassRegistry,
): boolean {
  const read = readPrediction({ size: row.size, tags }, predictions.tags, registry);
  if (read.kind === 'unusable') return false;
  const { flagged, correctedClass, predictedClass } = read.prediction;
  return !flagged && correctedClass === null && predictedClass === row.predictedClass;
}
