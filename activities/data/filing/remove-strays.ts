import type { FilingRow } from '../../../src/contracts/rows';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { FILING } from '../../../src/ledger/tables';
import { ObjectNotFound, PreconditionFailed } from '../../../src/object-store/errors';
import type { ObjectStore } from '../../../src/object-store/port';

/**
 * Removes the copies that lie where an amendment has moved their items on from: an attempt that was thought dead, or a
 * request that was long under way, may make such a copy again after its deletion. No key is used twice, so nothing else can lie
 * there; a copy is removed only while the item's present one stands.
 */
export async function removeStrays(
  { store, ledger, signal }: { store: ObjectStore; ledger: Ledger; signal: AbortSignal },
  round: string,
): Promise<void> {
  const versions = await ledger.list(ledgerKeys.filingFolder(round));
  if (versions.length < 2) return;
  const places = new Map<string, FilingRow[]>();
  for (const { key } of [...versions].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const ref = await ledger.find(key);
    for (const row of ref ? await ledger.readRows(ref, FILING) : []) {
      places.set(row.itemId, [...(places.get(row.itemId) ?? []), row]);
    }
  }
  for (const rows of places.values()) {
    const present = rows.at(-1);
    const former = rows.filter(({ status, toKey }) => status === 'filed' && toKey !== present?.toKey);
    for (const row of former) await removeStray(store, row, present as FilingRow, signal);
  }
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
