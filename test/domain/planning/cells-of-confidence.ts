import type { PlanningCell } from '../../../src/domain/planning/planning-cell';

/**
 * A model whose confidence is Beta(a, b) distributed and calibrated (a band's accuracy is its mean confidence), cut into bands
 * of equal shares; `accuracy` and `auroc` follow from a and b and are returned beside.
 */
export function calibratedCells(
  a: number,
  b: number,
  bands: number,
): { cells: PlanningCell[]; accuracy: number; auroc: number } {
  const STEPS = 20_000;
  const points = Array.from({ length: STEPS }, (_, step) => (step + 0.5) / STEPS);
  const weights = points.map((x) => x ** (a - 1) * (1 - x) ** (b - 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const cells: PlanningCell[] = [];
  let [share, right, from] = [0, 0, 0];
  let [wrongBelow, concordant, rightTotal] = [0, 0, 0];
  for (const [at, x] of points.entries()) {
    const weight = (weights[at] ?? 0) / total;
    share += weight;
    right += weight * x;
    concordant += weight * x * (wrongBelow + (weight * (1 - x)) / 2);
    wrongBelow += weight * (1 - x);
    rightTotal += weight * x;
    if (share >= 1 / bands || at === STEPS - 1) {
      const to = at === STEPS - 1 ? 1 : (at + 1) / STEPS;
      cells.push({ share, accuracy: right / share, band: { from, to }, flagged: false, corrected: false });
      [share, right, from] = [0, 0, to];
    }
  }
  return { cells, accuracy: rightTotal, auroc: concordant / (rightTotal * wrongBelow) };
}
