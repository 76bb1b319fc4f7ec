import type { DataActivities, FilingCounts } from '../../src/contracts/activities';
import type { FilingRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import { FILING } from '../../src/ledger/tables';
import type { Dependencies } from '../dependencies';

/** Joins the verified batches into one filing: the ledger knows where every object went before any source is deleted. */
export function recordFiling({ openLoop }: Dependencies): DataActivities['recordFiling'] {
  return async ({ configRef, round, version, parts }) => {
    const { ledger } = await openLoop(configRef);
    const written = await ledger.createRows(
      ledgerKeys.filing(round, version),
      FILING,
      ledger.streamRows(parts, FILING),
    );
    const counts: FilingCounts = { filed: 0, kept: 0, superseded: 0, gone: 0, conflict: 0 };
    let toDelete = 0;
    for (const row of await ledger.readRows<FilingRow>(written.ref, FILING)) {
      counts[row.status] += 1;
      if (row.deleteSource) toDelete += 1;
    }
    return { filing: written.ref, counts, toDelete };
  };
}
