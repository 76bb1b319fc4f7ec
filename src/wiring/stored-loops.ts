import type { Environment } from '../config/environment';
import type { ConfigRef } from '../contracts/artifact';
import { type ArtifactCache, openArtifactCache } from '../ledger/artifact-cache';
import { type DuckDb, openDuckDb } from '../ledger/duckdb';
import type { Ledger } from '../ledger/port';
import { createLedger } from '../ledger/s3-ledger';
import { createTableExport, type TableExport } from '../ledger/table-export';
import { createLoopOpener, type OpenLoop } from '../loops/open-loop';
import type { ObjectStore } from '../object-store/port';
import { createS3Store } from '../object-store/s3-store';

/** The store, and the loops whose ledgers lie in it. */
export interface StoredLoops {
  store: ObjectStore;
  ledgerAt(bucket: string, prefix: string): Ledger;
  openLoop(ref: ConfigRef): Promise<OpenLoop>;
  tables: TableExport;
  /** Local copies of artifacts, and the engine that reads them. */
  cache: ArtifactCache;
  duckdb: DuckDb;
}

/** A store that does not answer a request within this is not well. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Reads of tags and copies go side by side; idle sockets cost nothing. */
const MAX_SOCKETS = 128;
/** A million census rows are sorted and joined within this; more spills to disk. */
const MEMORY_LIMIT = '512MB';
const THREADS = 2;

/** How a process of ours talks to the store that its environment names. */
export const storeClientSettings = (store: Environment['store']) => ({
  ...store,
  requestTimeoutMs: REQUEST_TIMEOUT_MS,
  maxSockets: MAX_SOCKETS,
});

/**
 * Opens the store and the local cache that DuckDB reads artifacts from.
 * @param requestTimeoutMs where somebody waits for the answer
 */
export async function openStoredLoops(
  environment: Pick<Environment, 'store' | 'cache'>,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): Promise<StoredLoops> {
  const { directory, maxBytes } = environment.cache;
  const store = createS3Store({ ...storeClientSettings(environment.store), requestTimeoutMs });
  const cache = await openArtifactCache(directory, maxBytes);
  const duckdb = await openDuckDb({ directory, memoryLimit: MEMORY_LIMIT, threads: THREADS });
  const ledgers = new Map<string, Ledger>();
  const ledgerAt = (bucket: string, prefix: string): Ledger => {
    const id = `${bucket}/${prefix}`;
    const ledger = ledgers.get(id) ?? createLedger({ store, cache, duckdb, bucket, prefix });
    ledgers.set(id, ledger);
    return ledger;
  };
  return {
    store,
    ledgerAt,
    openLoop: createLoopOpener({ store, ledgerAt }),
    tables: createTableExport({ cache, duckdb }),
    cache,
    duckdb,
  };
}
