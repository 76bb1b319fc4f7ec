import type { LoopConfig } from '../../../src/contracts/loop-config';
import { ledgerKeys } from '../../../src/domain/layout';
import { isTombstone } from '../../../src/domain/tombstone';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS, FILING } from '../../../src/ledger/tables';
import type { ObjectStore } from '../../../src/object-store/port';
import { inParallel } from '../in-parallel';
import { type Withdrawn, withdraw } from './withdraw';

const LOOKS = 16;

/**
 * Removes the copies of what was planned to be filed under the model's own label and was not, because somebody objected: an
 * attempt that was thought dead may make such a copy after the one that withdrew it. Only while the source still stands.
 */
export async function removeNoisyStrays(
  { store, ledger, signal }: { store: ObjectStore; ledger: Ledger; signal: AbortSignal },
  config: LoopConfig,
  round: string,
): Promise<void> {
  const plan = await ledger.find(ledgerKeys.noisyPlan(round));
  const filing = plan && (await ledger.find(ledgerKeys.noisyFiling(round)));
  if (!filing || filing.rows === plan.rows) return;
  const rows = await ledger.query(
    'select key, etag, size, predictedClass from planned anti join filed on planned.key = filed.fromKey',
    { planned: { refs: [plan], table: CENSUS }, filed: { refs: [filing], table: FILING } },
  );
  const { bucket } = config.source;
  // The plan's own columns.
  const unfiled = (rows as unknown as Withdrawn[]).filter(({ key }) => !isTombstone(key));
  await inParallel(unfiled, LOOKS, async (row) => {
    const stands = (await store.head({ bucket, key: row.key }, { signal }))?.etag === row.etag;
    if (stands) await withdraw({ store, signal }, config, round, row);
  });
}
