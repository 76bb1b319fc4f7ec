import type { LoopConfig } from '../../contracts/loop-config';
import type { StoreCheck } from '../../loops/store-check';
import type { ObjectStore } from '../../object-store/port';
import type { StepOptions } from '../change';
import { asRefusal, type Refusal } from '../refusal';

/**
 * The store does what the loop relies on. That is found out by writing to the ledger, so not in a dry run, and not before
 * there is its bucket.
 */
export async function checkBehaviour(
  judgeStore: StoreCheck,
  store: ObjectStore,
  config: LoopConfig,
  { dryRun }: StepOptions,
): Promise<Refusal[]> {
  if (dryRun || !(await store.bucketExists(config.ledger.bucket))) return [];
  return (await judgeStore(config)).refusals.map(asRefusal);
}
