import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow, DrawRow } from '../../contracts/rows';
import type { Taken } from './candidate';
import type { Pass } from './pass';
import { isCut, isUnlimited } from './strategies';

/** A drawn row before its cell and position are known. */
export interface Drawn {
  row: Omit<DrawRow, 'position' | 'cell' | 'sampled'>;
  /** Its cell before any cut; null outside the population. */
  base: number | null;
}

/** Earlier draws' rows that this one counted as eligible. */
export function takenBefore(pass: Pass, earlier: readonly Pass[], drawn: readonly Drawn[]): Map<string, CensusRow> {
  const unlimited = earlier.filter(({ draw }) => isUnlimited(draw));
  const counted = drawn.filter(({ row }) => pass.matches(row) && !unlimited.some((other) => other.matches(row)));
  return new Map(counted.map(({ row }) => [row.itemId, row]));
}

/** The first draw that took everything from this row down; null where none did. */
export function cutBy(row: CensusRow & { itemId: string }, passes: readonly Pass[]): number | null {
  for (const [at, pass] of passes.entries()) {
    if (!pass.matches(row)) continue;
    if (isUnlimited(pass.draw)) return null;
    if (isCut(pass.draw) && pass.isBelowCut({ row, itemId: row.itemId, base: null })) {
      return at;
    }
  }
  return null;
}

export function drawRow(
  { row, itemId: id, probability, probabilityKnown, topUp }: Taken,
  draw: DrawConfig,
  { bucket, groupTag }: { bucket: string; groupTag: string | null },
): Drawn['row'] {
  return {
    ...row,
    itemId: id,
    bucket,
    draw: draw.name,
    strategy: draw.strategy,
    purpose: draw.purpose,
    probability,
    probabilityKnown,
    topUp,
    contentSha256: null,
    perceptualHash: null,
    group: groupTag === null ? null : (row.tags[groupTag] ?? null),
  };
}
