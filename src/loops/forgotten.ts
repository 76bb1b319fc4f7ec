import { createHash, randomBytes } from 'node:crypto';
import type { CensusRow } from '../contracts/rows';
import { itemId } from '../domain/item-id';
import { ledgerKeys } from '../domain/layout';
import { isTombstone } from '../domain/tombstone';
import { type ForgottenRecord, forgottenRecordSchema } from '../ledger/forgotten-record';
import type { Ledger } from '../ledger/port';

/** What an image can be known by again. */
interface Traits {
  etag: string;
  size: number;
  contentSha256?: string | null;
  group?: string | null;
}

/** What `annoloop forget` took out of a loop, and how to tell that it comes again. */
export interface Forgotten {
  items: ReadonlySet<string>;
  /** The census row of a forgotten object, or of the same bytes uploaded again: never drawn, never filed. */
  isForgotten(row: Pick<CensusRow, 'key' | 'etag' | 'size'>, bucket: string): boolean;
  /** An item that nothing may be trained on: the same bytes, or the same group as a forgotten evaluation item. */
  isBarred(item: Traits): boolean;
  /** The salt of the newest record, so that one row needs one digest; a fresh one before the first. */
  salt: string;
}

/**
 * A salted digest of a trait. It holds for whoever has the same image and tells nobody else anything: that is what keeps a
 * forgotten image out when it is uploaded again, without keeping what it was known by.
 */
const fingerprint = (salt: string, kind: 'content' | 'sha256' | 'group', value: string): string =>
  createHash('sha256').update(`annoloop forgotten ${kind}\n${salt}\n${value}`).digest('hex');

/** What of an image is remembered; of an evaluation item its group too, for the wall stands behind groups. */
export function fingerprintsOf(salt: string, traits: Traits & { purpose: string | null }): string[] {
  const { etag, size, contentSha256, group, purpose } = traits;
  return [
    fingerprint(salt, 'content', `${etag} ${size}`),
    ...(contentSha256 ? [fingerprint(salt, 'sha256', contentSha256)] : []),
    ...(group && purpose === 'evaluation' ? [fingerprint(salt, 'group', group)] : []),
  ];
}

/** Everything that was forgotten in a loop; a listing where that is nothing. */
export async function readForgotten(ledger: Ledger): Promise<Forgotten> {
  const records = await forgottenRecords(ledger);
  const items = new Set(records.flatMap((record) => record.items));
  const prints = new Map<string, Set<string>>();
  for (const { salt, fingerprints } of records) {
    prints.set(salt, new Set([...(prints.get(salt) ?? []), ...fingerprints]));
  }
  const isKnown = (kind: Parameters<typeof fingerprint>[1], value: string | null | undefined): boolean =>
    Boolean(value) && [...prints].some(([salt, known]) => known.has(fingerprint(salt, kind, value ?? '')));
  return {
    items,
    isForgotten: (row, bucket) =>
      isTombstone(row.key) ||
      (items.size > 0 && (items.has(itemId({ bucket, ...row })) || isKnown('content', `${row.etag} ${row.size}`))),
    isBarred: ({ etag, size, contentSha256, group }) =>
      items.size > 0 &&
      (isKnown('content', `${etag} ${size}`) || isKnown('sha256', contentSha256) || isKnown('group', group)),
    salt: records.at(-1)?.salt ?? randomBytes(16).toString('hex'),
  };
}

/** `forgotten/NNNN.json`, oldest first. */
export async function forgottenRecords(ledger: Ledger): Promise<ForgottenRecord[]> {
  const records: ForgottenRecord[] = [];
  for (const { key } of await ledger.list(ledgerKeys.forgottenFolder)) {
    const ref = await ledger.find(key);
    if (ref) records.push(await ledger.readJson(ref, forgottenRecordSchema));
  }
  return records;
}
