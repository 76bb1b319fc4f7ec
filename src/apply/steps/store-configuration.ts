import { configDocument } from '../../config/digest';
import type { ConfigRef } from '../../contracts/artifact';
import type { LoopConfig } from '../../contracts/loop-config';
import { ledgerKeys } from '../../domain/layout';
import type { Ledger } from '../../ledger/port';
import type { Change, StepOptions } from '../change';

/** Stores the configuration as `config/DIGEST.json`, once: what says the same has the same digest. `ledger` is null where its bucket is still to be made. */
export async function storeConfiguration(
  ledger: Ledger | null,
  config: LoopConfig,
  { dryRun }: StepOptions,
): Promise<{ configRef: ConfigRef; change: Change }> {
  const { json, sha256 } = configDocument(config);
  const key = ledgerKeys.config(sha256);
  const configRef = { bucket: config.ledger.bucket, key: `${config.ledger.prefix}${key}`, sha256 };
  const what = `configuration ${configRef.key}`;
  if (ledger === null || dryRun) {
    const present = ledger && (await ledger.find(key));
    return { configRef, change: { action: present ? 'unchanged' : 'created', what } };
  }
  const { ref, created } = await ledger.createText(key, json, 'application/json');
  return { configRef: { ...configRef, key: ref.key }, change: { action: created ? 'created' : 'unchanged', what } };
}
