import type { FilingRow } from '../contracts/rows';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { DRAW, FILING } from '../ledger/tables';

/** Where an item's bytes may lie. A null etag: the store gave none when it was filed. */
export interface Place {
  bucket: string;
  key: string;
  etag: string | null;
  size: number;
}

/** Where the images of one round lie: for each item the places to look at, the likeliest first. */
export interface RoundImages {
  /** Keys of the filings that were read, newest last. */
  filings: readonly string[];
  places: ReadonlyMap<string, readonly Place[]>;
}

/** The filings of a round by now. A filing is recorded before any source is deleted. */
export async function filingsOf(ledger: Ledger, round: string): Promise<string[]> {
  return (await ledger.list(ledgerKeys.filingFolder(round))).map(({ key }) => key);
}

/**
 * Reads where the images of a round lie: as drawn, and as filed since. Every version of the filing counts, the newest most:
 * an amendment need not name what it leaves alone. Null where there is no such round.
 */
export async function readRoundImages(ledger: Ledger, round: string): Promise<RoundImages | null> {
  const draw = await ledger.find(ledgerKeys.draw(round));
  if (draw === null) return null;
  const places = new Map<string, Place[]>();
  for await (const { itemId, bucket, key, etag, size } of ledger.streamRows([draw], DRAW)) {
    places.set(itemId, [{ bucket, key, etag, size }]);
  }
  const filings = await filingsOf(ledger, round);
  for (const filing of filings) {
    const ref = await ledger.find(filing);
    if (ref === null) continue;
    for await (const row of ledger.streamRows([ref], FILING)) addFiled(places, row);
  }
  return { filings, places };
}

/** The filed place first, the drawn one last: the source stays where filing copies, and exists for a while where it moves. */
function addFiled(places: Map<string, Place[]>, { itemId, status, toBucket, toKey, toEtag, size }: FilingRow): void {
  const drawn = places.get(itemId)?.at(-1);
  if (drawn === undefined || (status !== 'filed' && status !== 'kept')) return;
  places.set(itemId, [{ bucket: toBucket, key: toKey, etag: toEtag, size }, drawn]);
}
