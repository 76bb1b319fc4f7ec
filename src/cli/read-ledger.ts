import type { Ledger } from '../ledger/port';
import type { OpenLoop } from '../loops/open-loop';
import { ownRedaction } from './own-redaction';

/** What was read, or why the ledger could not be. */
type LedgerReading<T> = { read: T; unreadable: null } | { read: null; unreadable: string };

/** Reads from a loop's ledger. One that cannot be read is no reason to hide the loop, so it is said instead of thrown. */
export async function readLedger<T>(
  open: () => Promise<OpenLoop>,
  read: (ledger: Ledger) => Promise<T>,
): Promise<LedgerReading<T>> {
  try {
    return { read: await read((await open()).ledger), unreadable: null };
  } catch (error) {
    return { read: null, unreadable: ownRedaction()(error instanceof Error ? error.message : String(error)) };
  }
}
