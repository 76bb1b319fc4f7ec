import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { CensusRow } from '../../../src/contracts/rows';
import type { Ledger } from '../../../src/ledger/port';
import { CENSUS, DRAW, ITEMS } from '../../../src/ledger/tables';
import { readForgotten } from '../../../src/loops/forgotten';
import { drawnArtifacts } from '../../../src/loops/snapshots';

/**
 * Rows of a census that may be drawn: nothing that any round drew before, by object version or by content, and of several
 * objects with the same content the first. Content is ETag and size here, which is what a listing tells of it. What was
 * forgotten is not drawn, also where it was uploaded again.
 */
export async function* drawableRows(
  ledger: Ledger,
  round: string,
  parts: readonly ArtifactRef[],
  bucket: string,
): AsyncIterable<CensusRow> {
  const { isForgotten } = await readForgotten(ledger);
  const seen = await drawnContent(ledger, (claimed) => claimed !== round);
  for await (const row of ledger.streamRows(parts, CENSUS)) {
    const content = contentOf(row);
    if (seen.has(content) || isForgotten(row, bucket)) continue;
    seen.add(content);
    yield row;
  }
}

/** The content of everything that was drawn in the rounds asked for; those of a snapshot are always among them. */
export async function drawnContent(ledger: Ledger, of: (round: string) => boolean): Promise<Set<string>> {
  const { snapshots, draws } = await drawnArtifacts(ledger, of);
  const rows = await ledger.query('select etag, size from draws union select etag, size from items', {
    draws: { refs: draws, table: DRAW },
    items: { refs: snapshots, table: ITEMS },
  });
  return new Set(rows.map(({ etag, size }) => contentOf({ etag: String(etag), size: Number(size) })));
}

export const contentOf = ({ etag, size }: { etag: string; size: number }): string => `${etag} ${size}`;
