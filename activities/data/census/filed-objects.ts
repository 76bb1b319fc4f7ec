import { ledgerKeys } from '../../../src/domain/layout';
import { isRoundOf } from '../../../src/domain/workflow-ids';
import { FILING } from '../../../src/ledger/tables';
import type { OpenLoop } from '../../../src/loops/open-loop';
import { newestIn } from '../../../src/loops/round-history';

/**
 * Whether an object of the source is a filed copy, which happens with in-place filing: its `item` and `round` tags count
 * only if the ledger's filing of that round knows the object under this key.
 */
export function filedObjects({
  config,
  ledger,
}: OpenLoop): (key: string, tags: Record<string, string>) => Promise<boolean> {
  const filedKeys = new Map<string, Promise<ReadonlySet<string>>>();

  const keysOf = async (round: string): Promise<ReadonlySet<string>> => {
    const filings = [
      await newestIn(ledger, ledgerKeys.filingFolder(round)),
      await ledger.find(ledgerKeys.noisyFiling(round)),
    ].filter((ref) => ref !== null);
    const rows = await Promise.all(filings.map((ref) => ledger.readRows(ref, FILING)));
    return new Set(rows.flat().map(({ toKey, itemId }) => `${itemId} ${toKey}`));
  };
  return async (key, { item, round }) => {
    if (config.filing.mode !== 'in-place' || item === undefined || round === undefined) return false;
    // Whoever may upload may tag.
    if (!isRoundOf(config.name, round)) return false;
    const known = filedKeys.get(round) ?? keysOf(round);
    filedKeys.set(round, known);
    return (await known).has(`${item} ${key}`);
  };
}
