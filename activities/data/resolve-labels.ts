import type { DataActivities, LabelCounts } from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { AnnotationRow, DrawRow, LabelRow } from '../../src/contracts/rows';
import { meaningIn } from '../../src/domain/answer-meaning';
import { resolveItem } from '../../src/domain/consensus';
import { ledgerKeys } from '../../src/domain/layout';
import type { Ledger } from '../../src/ledger/port';
import { ANNOTATIONS, DRAW, FILING, LABELS } from '../../src/ledger/tables';
import { ensureRegistry } from '../../src/loops/class-registry';
import type { ObjectStore } from '../../src/object-store/port';
import { progress } from '../beating';
import { sharedCancellation } from '../cancellation';
import type { Dependencies } from '../dependencies';
import { inParallel } from './in-parallel';

const HEADS = 32;

/** Makes one label of all answers to each item, and finds the items whose object changed since it was drawn. */
export function resolveLabels({ openLoop, store }: Dependencies): DataActivities['resolveLabels'] {
  return async ({ configRef, round, draw, annotations, version, filing }) => {
    const signal = sharedCancellation();
    const { config, ledger } = await openLoop(configRef);
    const { registry } = await ensureRegistry(ledger, config.classes);
    const items = await ledger.readRows(draw, DRAW);
    const answers = await answersByItem(ledger, annotations);
    const filed = await filedItems(ledger, filing);

    const rows = await inParallel(items, HEADS, async (item, index): Promise<LabelRow> => {
      progress({ resolved: index, of: items.length });
      const { unknownAnswers: _, ...resolution } = resolveItem({
        answers: answers.get(item.itemId) ?? [],
        annotators: config.annotation.annotators,
        superseded: !filed.has(item.itemId) && (await wasReplaced(store, item, signal)),
        meaning: meaningIn(registry),
      });
      const { itemId, purpose, draw: name } = item;
      const blind = purpose === 'evaluation' || config.annotation.blind;
      return { itemId, purpose, draw: name, blind, ...resolution };
    });
    const { ref } = await ledger.createRows(ledgerKeys.labels(round, version), LABELS, rows);
    return { version, annotations, labels: ref, ...(await countLabels(ledger, ref)) };
  };
}

async function answersByItem(ledger: Ledger, ref: ArtifactRef): Promise<ReadonlyMap<string, AnnotationRow[]>> {
  const answers = new Map<string, AnnotationRow[]>();
  for await (const row of ledger.streamRows([ref], ANNOTATIONS)) {
    const others = answers.get(row.itemId);
    if (others) others.push(row);
    else answers.set(row.itemId, [row]);
  }
  return answers;
}

/** Filed items live under their class: what happens at their source concerns them no more. */
async function filedItems(ledger: Ledger, filing: ArtifactRef | null): Promise<ReadonlySet<string>> {
  const rows = filing ? await ledger.readRows(filing, FILING) : [];
  return new Set(rows.filter(({ status }) => status === 'filed' || status === 'kept').map(({ itemId }) => itemId));
}

/** An object that is gone was seen by whoever answered, so its label stands; one that was replaced may not have been. */
async function wasReplaced(store: ObjectStore, { bucket, key, etag }: DrawRow, signal: AbortSignal): Promise<boolean> {
  const present = await store.head({ bucket, key }, { signal });
  return present !== null && present.etag !== etag;
}

async function countLabels(
  ledger: Ledger,
  labels: ArtifactRef,
): Promise<{ counts: LabelCounts; trainingLabels: number }> {
  const counts: LabelCounts = { labelled: 0, skipped: 0, disputed: 0, superseded: 0, missing: 0 };
  let trainingLabels = 0;
  for await (const { status, purpose, classId } of ledger.streamRows([labels], LABELS)) {
    counts[status] += 1;
    if (purpose === 'training' && classId !== null) trainingLabels += 1;
  }
  return { counts, trainingLabels };
}
