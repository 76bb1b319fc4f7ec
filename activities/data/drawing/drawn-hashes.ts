import type { ArtifactRef } from '../../../src/contracts/artifact';
import { ledgerKeys } from '../../../src/domain/layout';
import type { Ledger } from '../../../src/ledger/port';
import { DRAW, ITEMS } from '../../../src/ledger/tables';
import { newestSnapshot } from '../../../src/loops/snapshots';

/** Perceptual hashes of everything that earlier rounds drew, as far as they took any. */
export async function drawnHashes(ledger: Ledger): Promise<string[]> {
  const { snapshot, after } = await newestSnapshot(ledger);
  const draws: ArtifactRef[] = [];
  for (const { round } of after) {
    const draw = await ledger.find(ledgerKeys.draw(round));
    if (draw) draws.push(draw);
  }
  const rows = await ledger.query(
    `select distinct perceptualHash as hash from
      (select perceptualHash from draws union all select perceptualHash from items)
      where perceptualHash is not null order by hash`,
    {
      draws: { refs: draws, table: DRAW },
      items: { refs: snapshot ? [snapshot] : [], table: ITEMS },
    },
  );
  return rows.map(({ hash }) => String(hash));
}
