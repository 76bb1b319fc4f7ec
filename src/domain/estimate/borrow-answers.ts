import type { MergedCell } from './merge-cells';

export interface Borrowing {
  /** All with answers; a lender's objects include those that it speaks for. */
  cells: MergedCell[];
  /** Objects of cells without an answer that a neighbour speaks for. */
  borrowed: number;
  /** Objects that nothing speaks for. */
  unknown: number;
}

/**
 * Cells without an answer take the estimate of the nearest cell that has some: of the same model version before another,
 * of the same round before its neighbours, reached by the same draws before others, of near confidence before far. The
 * lender's weight then carries both, and so does its variance. Flagged and corrected objects differ in kind from
 * others: neither borrows from the other. Where nothing is of the kind, nothing is known.
 */
export function borrowAnswers(cells: readonly MergedCell[]): Borrowing {
  const rounds = [...new Set(cells.map(({ like }) => like.round))];
  const lenders = cells.filter(({ resolved }) => resolved > 0).map((cell) => ({ ...cell, lent: 0 }));
  let [borrowed, unknown] = [0, 0];
  for (const empty of cells.filter(({ resolved }) => resolved === 0)) {
    const nearest = lenders
      .filter(({ reported }) => reported === empty.reported)
      .map((lender) => ({ lender, distance: distances(empty, lender, rounds) }))
      .reduce<{ lender: (typeof lenders)[number]; distance: number[] } | null>(
        (best, next) => (best === null || isNearer(next.distance, best.distance) ? next : best),
        null,
      );
    if (nearest === null) {
      unknown += empty.objects;
    } else {
      borrowed += empty.objects;
      nearest.lender.lent += empty.objects;
    }
  }
  return { cells: lenders.map(({ lent, ...cell }) => ({ ...cell, objects: cell.objects + lent })), borrowed, unknown };
}

/** How far a lender is, what matters most first. */
function distances(
  { like: a }: MergedCell,
  { like: b }: MergedCell,
  rounds: readonly (string | undefined)[],
): number[] {
  return [
    Number(a.modelVersion !== b.modelVersion),
    Math.abs(rounds.indexOf(a.round) - rounds.indexOf(b.round)),
    Number(a.reachedBy.join() !== b.reachedBy.join()),
    Math.abs(middle(a.band) - middle(b.band)),
  ];
}

const middle = (band: MergedCell['like']['band']): number => (band === null ? -1 : (band.from + band.to) / 2);

function isNearer(a: readonly number[], b: readonly number[]): boolean {
  const differs = a.findIndex((distance, i) => distance !== b[i]);
  return differs >= 0 && (a[differs] as number) < (b[differs] as number);
}
