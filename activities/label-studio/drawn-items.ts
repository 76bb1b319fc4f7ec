import type { ArtifactRef } from '../../src/contracts/artifact';
import type { Purpose } from '../../src/contracts/loop-config';
import type { DrawRow } from '../../src/contracts/rows';
import { isTombstone } from '../../src/domain/tombstone';
import type { Ledger } from '../../src/ledger/port';
import { DRAW } from '../../src/ledger/tables';

/**
 * The drawn items of a purpose in the order of their import: for evaluation a seeded random one. Without those that were forgotten
 * since, of whom no picture is left to show.
 */
export async function drawnItems(ledger: Ledger, draw: ArtifactRef, purpose: Purpose): Promise<DrawRow[]> {
  const rows = await ledger.readRows(draw, DRAW);
  return rows.filter((row) => row.purpose === purpose && !isTombstone(row.key)).sort((a, b) => a.position - b.position);
}
