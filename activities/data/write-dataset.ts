import { createHash } from 'node:crypto';
import type { DataActivities } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import { ensureRegistry } from '../../src/loops/class-registry';
import { keepSnapshots } from '../../src/loops/keep-snapshots';
import type { Dependencies } from '../dependencies';
import { datasetChanges, newLabelsIn } from './dataset/dataset-changes';
import { datasetSummary } from './dataset/dataset-summary';
import { gatherDataset } from './dataset/gather-dataset';
import { toJsonLines } from './dataset/manifest';

/**
 * Writes the dataset that is put before the operator. Its digest covers manifest, estimate and class registry, so a
 * decision of that digest is a decision about exactly these bytes. Beside the manifest lie what it adds up to and what
 * changed since the last model.
 */
export function writeDataset({ openLoop }: Dependencies): DataActivities['writeDataset'] {
  return async ({ configRef, proposal: { round, estimate, headline }, because }) => {
    const loop = await openLoop(configRef);
    const { config, ledger } = loop;
    await keepSnapshots(ledger);
    const { registry, ref: classes } = await ensureRegistry(ledger, config.classes);
    const items = await gatherDataset(loop, registry);
    const changed = await datasetChanges(ledger, items);
    const text = toJsonLines(items);
    const digest = sha256(`${sha256(text)}\n${estimate.sha256}\n${classes.sha256}\n`);
    const { ref: manifest } = await ledger.createText(ledgerKeys.dataset(digest), text, JSON_LINES);
    const { ref: changes } = await ledger.createText(
      ledgerKeys.datasetChanges(digest),
      toJsonLines(changed.changes),
      JSON_LINES,
    );
    const summary = datasetSummary({ digest, manifest, changes, classes, estimate, round, items, changed });
    await ledger.createJson(ledgerKeys.datasetSummary(digest), summary);
    const newLabels = newLabelsIn(changed);
    return { digest, manifest, estimate, classes, round, headline, items: items.length, newLabels, because };
  };
}

const JSON_LINES = 'application/jsonl';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
