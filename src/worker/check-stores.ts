import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { type StoreCheck, StoreUnsuitable } from '../loops/store-check';
import { StoreUnavailable } from '../object-store/errors';
import { listLoops } from '../temporal/schedules';
import type { StoredLoops } from '../wiring/stored-loops';

/**
 * Probes the store for every loop that has a Schedule, before any of their steps is taken, and says what it finds. A loop that
 * may not delete there, or cannot be opened, stops no other: its rounds park by themselves. A loop that comes later is
 * probed by its first step.
 * @throws StoreUnsuitable where the store lacks what every loop relies on
 */
export async function checkStores(
  client: Client,
  { openLoop }: Pick<StoredLoops, 'openLoop'>,
  checkStore: StoreCheck,
  logger: Logger,
): Promise<void> {
  for (const { loop, configRef } of await listLoops(client)) {
    try {
      const { config } = await openLoop(configRef);
      const { refusals, warnings } = await checkStore(config);
      for (const warning of warnings) logger.warn({ loop }, `the store of loop '${loop}': ${warning}`);
      for (const refusal of refusals) {
        if (refusal instanceof StoreUnsuitable) throw refusal;
        logger.error({ loop }, `${refusal.message}; ${refusal.remedy}. Its rounds park until then.`);
      }
    } catch (error) {
      if (error instanceof StoreUnsuitable) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ loop }, `the store of loop '${loop}' is probed by the loop's first step, since now: ${reason}`);
      // One store for all loops: it need not be waited for as often as there are loops.
      if (error instanceof StoreUnavailable) return;
    }
  }
}
