import type { DataActivities } from '../../src/contracts/activities';
import type { LoopConfig } from '../../src/contracts/loop-config';
import type { FilingRow } from '../../src/contracts/rows';
import { classFolder } from '../../src/domain/class-folder';
import { mergeTags } from '../../src/domain/filing-tags';
import { ledgerKeys } from '../../src/domain/layout';
import { FILING } from '../../src/ledger/tables';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { type PlannedFiling, planFiling } from './filing/filing-plan';
import { removeStrays } from './filing/remove-strays';
import { type CopyOutcome, verifiedCopy } from './filing/verified-copy';
import { inParallel } from './in-parallel';

/** Each copy is some five small requests; more at once only queue up in the store. */
const COPIES = 16;

/** Copies the objects of one batch of labels under their classes and verifies each copy. Deletes nothing. */
export function copyObjects({ openLoop, store }: Dependencies): DataActivities['copyObjects'] {
  return async ({ loop, configRef, round, draw, labels, previous, version, offset, limit }) => {
    const signal = sharedCancellation();
    const { config, ledger } = await openLoop(configRef);
    const key = ledgerKeys.filingPart(round, version, offset);
    // Done before: a later version may have moved these objects on, and nothing may lie under their former class again.
    const done = await ledger.find(key);
    if (done) return { part: done };
    const plan = await planFiling(ledger, config, { draw, labels, previous, version, offset, limit });

    const rows = await inParallel(plan, COPIES, async (planned, index) => {
      progress({ copied: index, of: plan.length });
      if (staysPut(planned)) return filingRow(config, planned, { status: 'kept', toEtag: planned.from.etag });
      const { from, to, item, classId } = planned;
      const ours = { item: item.itemId, label: classFolder(classId), loop, round };
      const outcome = await verifiedCopy(store, {
        itemId: item.itemId,
        from,
        to,
        size: item.size,
        contentSha256: item.contentSha256,
        tagsFor: (own) => mergeTags(own, ours),
        signal,
      });
      return filingRow(config, planned, outcome);
    });
    const { ref, created } = await ledger.createRows(key, FILING, rows);
    // Another attempt was faster, perhaps by days: what this one copied may have been moved on meanwhile.
    if (!created) await removeStrays({ store, ledger, signal }, round);
    return { part: ref };
  };
}

const staysPut = ({ from, to }: PlannedFiling): boolean => from.bucket === to.bucket && from.key === to.key;

function filingRow({ filing }: LoopConfig, planned: PlannedFiling, { status, toEtag }: CopyOutcome): FilingRow {
  const { item, classId, from, to, refiled } = planned;
  return {
    itemId: item.itemId,
    folder: item.purpose,
    classId,
    fromBucket: from.bucket,
    fromKey: from.key,
    fromEtag: from.etag,
    toBucket: to.bucket,
    toKey: to.key,
    toEtag,
    size: item.size,
    contentSha256: item.contentSha256,
    status,
    // A copy that was filed under another class before is ours to remove, in every mode.
    deleteSource: status === 'filed' && (refiled || filing.mode !== 'copy'),
  };
}
