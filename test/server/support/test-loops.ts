import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../../src/ledger/port';
import type { ObjectStore } from '../../../src/object-store/port';
import { openStoredLoops } from '../../../src/wiring/stored-loops';
import { stack } from '../../setup/stack';

/** The real store and a ledger of its own in it, as a server process opens them. */
export async function openTestLoops(): Promise<{ store: ObjectStore; ledger: Ledger; close(): Promise<void> }> {
  const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
  const directory = await mkdtemp(join(tmpdir(), 'annoloop-server-'));
  const { store, ledgerAt } = await openStoredLoops({
    store: {
      endpoint,
      publicEndpoint: null,
      region,
      credentials: { accessKeyId, secretAccessKey },
      labelStudioCredentials: null,
      forcePathStyle: true,
    },
    cache: { directory, maxBytes: 100_000_000 },
  });
  const bucket = `ledger-${randomUUID().slice(0, 8)}`;
  await store.ensureBucket(bucket);
  return {
    store,
    ledger: ledgerAt(bucket, 'food11/'),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}
