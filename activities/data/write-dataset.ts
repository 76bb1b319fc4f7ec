import { createHash } from 'node:crypto';
import type { DataActivities } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import { ensureRegistry } from '../../src/loops/class-registry';
import type { Dependencies } from '../dependencies';
import { gatherDataset } from './dataset/gather-dataset';
import { toManifest } from './dataset/manifest';
import { newSinceLastModel } from './dataset/new-since-last-model';

/**
 * Writes the dataset that is put before the operator. Its digest covers manifest, estimate and class registry, so a
 * decision of that digest is a decision about exactly these bytes.
 */
export function writeDataset({ openLoop }: Dependencies): DataActivities['writeDataset'] {
  return async ({ configRef, proposal: { round, estimate, headline }, because }) => {
    const { config, ledger } = await openLoop(configRef);
    const { registry, ref: classes } = await ensureRegistry(ledger, config.classes);
    const items = await gatherDataset(ledger, registry);
    const text = toManifest(items);
    const digest = sha256(`${sha256(text)}\n${estimate.sha256}\n${classes.sha256}\n`);
    const { ref: manifest } = await ledger.createText(ledgerKeys.dataset(digest), text, 'application/jsonl');
    const newLabels = await newSinceLastModel(ledger, items);
    return { digest, manifest, estimate, classes, round, headline, items: items.length, newLabels, because };
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
