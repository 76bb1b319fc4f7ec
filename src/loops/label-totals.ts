import { z } from 'zod';
import type { LabelCounts } from '../contracts/activities';
import type { ArtifactRef } from '../contracts/artifact';
import type { LabelTotals } from '../contracts/report';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { ITEMS, LABELS } from '../ledger/tables';
import { newestIn } from './round-history';
import { newestSnapshot } from './snapshots';

const counted = z.object({
  purpose: z.enum(['evaluation', 'training']),
  status: z.enum(['labelled', 'skipped', 'disputed', 'superseded', 'missing']),
  items: z.number(),
});

const none = (): LabelCounts => ({ labelled: 0, skipped: 0, disputed: 0, superseded: 0, missing: 0 });

/** What the answers to all items of a loop amount to, each round in its newest version; items still open are not counted. */
export async function labelTotals(ledger: Ledger): Promise<LabelTotals> {
  const { snapshot, after } = await newestSnapshot(ledger);
  const labels: ArtifactRef[] = [];
  for (const { round } of after) {
    const ref = await newestIn(ledger, ledgerKeys.labelsFolder(round));
    if (ref) labels.push(ref);
  }
  const rows = await ledger.query(
    `select purpose, status, count(*) as items
      from (select purpose, status from labels union all select purpose, status from past)
      where status <> 'open' group by all`,
    { labels: { refs: labels, table: LABELS }, past: { refs: snapshot ? [snapshot] : [], table: ITEMS } },
  );
  const totals: LabelTotals = { evaluation: none(), training: none() };
  for (const { purpose, status, items } of z.array(counted).parse(rows)) totals[purpose][status] = items;
  return totals;
}
