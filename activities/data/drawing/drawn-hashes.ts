import type { Ledger } from '../../../src/ledger/port';
import { DRAW, ITEMS } from '../../../src/ledger/tables';
import { drawnArtifacts } from '../../../src/loops/snapshots';

/** Perceptual hashes of everything that earlier rounds drew, as far as they took any. */
export async function drawnHashes(ledger: Ledger): Promise<string[]> {
  const { snapshots, draws } = await drawnArtifacts(ledger);
  const rows = await ledger.query(
    `select distinct perceptualHash as hash from
      (select perceptualHash from draws union all select perceptualHash from items)
      where perceptualHash is not null order by hash`,
    { draws: { refs: draws, table: DRAW }, items: { refs: snapshots, table: ITEMS } },
  );
  return rows.map(({ hash }) => String(hash));
}
