import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/config/environment';
import type { Ledger } from '../../src/ledger/port';
import type { ObjectStore } from '../../src/object-store/port';
import { openStoredLoops } from '../../src/wiring/stored-loops';

/** One process's view of a ledger: a store, and a cache of its own. */
export interface LedgerView {
  ledger: Ledger;
  store: ObjectStore;
  cache: string;
}

/** Views of ledgers on the real store, as processes of their own have them. */
export async function ledgerViews(): Promise<{
  bucket: string;
  open(prefix?: string, bucket?: string): Promise<LedgerView>;
  close(): Promise<void>;
}> {
  const caches: string[] = [];
  const bucket = `ledger-${randomUUID().slice(0, 8)}`;
  const open = async (prefix = 'a/', at = bucket): Promise<LedgerView> => {
    const cache = await mkdtemp(join(tmpdir(), 'annoloop-ledger-'));
    caches.push(cache);
    const environment = readEnvironment({ ...process.env, ANNOLOOP_CACHE_DIR: cache }, ['store', 'cache']);
    const { store, ledgerAt } = await openStoredLoops(environment);
    return { ledger: ledgerAt(at, prefix), store, cache };
  };
  await (await open()).store.ensureBucket(bucket);
  return {
    bucket,
    open,
    close: async () => {
      for (const cache of caches) await rm(cache, { recursive: true, force: true });
    },
  };
}
