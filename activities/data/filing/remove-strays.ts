import type { FilingRow } from '../../../src/contracts/rows';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { FILING } from '../../../src/ledger/tables';
import { ObjectNotFound, PreconditionFailed } from '../../../src/object-store/errors';
import type { ObjectStore } from '../../../src/object-store/port';
import { inParallel } from '../in-parallel';

const LOOKS = 16;

/**
 * Removes the copies that lie where an amendment has moved their items on from: an attempt that was thought dead, or a
 * request that was long under way, may make such a copy again after its deletion. No key is used twice, so nothing else can lie
 * there; a copy is removed only while the item's present one stands.
 */
export async function removeStrays(
  { store, ledger, signal }: { store: ObjectStore; ledger: Ledger; signal: AbortSignal },
  round: string,
): Promise<void> {
  const versions = (await ledger.list(ledgerKeys.filingFolder(round))).map(({ key }) => key).sort();
  const newest = versions.pop();
  if (newest === undefined || versions.length === 0) return;
  const present = new Map((await rowsOf(ledger, newest)).map((row) => [row.itemId, row]));
  for (const version of versions) {
    const filed = (await rowsOf(ledger, version)).filter(({ status }) => status === 'filed');
    await inParallel(filed, LOOKS, async (row) => {
      const now = present.get(row.itemId);
      if (now && now.toKey !== row.toKey) await removeStray(store, row, now, signal);
    });
  }
}

async function rowsOf(ledger: Ledger, key: string): Promise<FilingRow[]> {
  const ref = await ledger.find(key);
  return ref ? ledger.readRows(ref, FILING) : [];
}

async function removeStray(
  store: ObjectStore,
  { itemId, toBucket: bucket, toKey: key }: FilingRow,
  present: FilingRow,
  signal: AbortSignal,
): Promise<void> {
  const stray = await store.head({ bucket, key }, { signal });
  if (!stray || present.toEtag === null) return;
  const stands = await store.head({ bucket: present.toBucket, key: present.toKey }, { signal });
  if (stands?.etag !== present.toEtag) return;
  try {
    if ((await store.getTags({ bucket, key }, { signal })).item !== itemId) return;
    await store.delete({ bucket, key }, { ifMatch: stray.etag, signal });
  } catch (error) {
    if (!(error instanceof ObjectNotFound || error instanceof PreconditionFailed)) throw error;
  }
}
