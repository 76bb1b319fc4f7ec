/** A part of the population as planning sees it: what share it has, and how good the model is expected to be on it. */
export interface PlanningCell {
  /** Share of the population, 0..1; the shares of all cells sum to 1. */
  share: number;
  /** Accuracy expected of it, 0..1. */
  accuracy: number;
  /** Confidence from `from` (included) to `to` (excluded, unless it is 1); null: production states none. */
  band: { from: number; to: number } | null;
  flagged: boolean;
  corrected: boolean;
}

/** Whether all of a cell has a confidence below the threshold. */
export const isBelow = ({ band }: PlanningCell, below: number): boolean => band !== null && band.to <= below;

/** The same cells with an edge at `below`: a band that it cuts becomes two, in proportion to their widths. */
export function withEdgeAt(cells: readonly PlanningCell[], below: number): PlanningCell[] {
  return cells.flatMap((cell) => {
    const { band, share } = cell;
    if (band === null || below <= band.from || below >= band.to) return [cell];
    const under = (below - band.from) / (band.to - band.from);
    return [
      { ...cell, share: share * under, band: { from: band.from, to: below } },
      { ...cell, share: share * (1 - under), band: { from: below, to: band.to } },
    ];
  });
}

/** The accuracy that the cells expect of the whole. */
export function accuracyOf(cells: readonly PlanningCell[]): number {
  return cells.reduce((sum, { share, accuracy }) => sum + share * accuracy, 0);
}
