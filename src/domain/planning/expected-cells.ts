import { accuracyOf, type PlanningCell } from './planning-cell';

/** A cell of a round's population with its blind answers, as an estimate holds it. */
interface EstimatedCell {
  flagged: boolean;
  corrected: boolean;
  band: { from: number; to: number } | null;
  objects: number;
  blind: { resolved: number; right: number };
}

/**
 * What a round's cells let the next one expect. Cells that differ only in model version or in what draws reach them are
 * one. A cell's accuracy is that of its answers and of one more that is as good as the whole, so that no cell is expected
 * to be perfect, or hopeless, for want of answers; then all are moved so that the whole has its accuracy.
 * @param accuracy of the whole, 0..1
 */
export function cellsOfEstimate(cells: readonly EstimatedCell[], accuracy: number): PlanningCell[] {
  const merged = new Map<string, EstimatedCell>();
  for (const { flagged, corrected, band, objects, blind } of cells) {
    const key = JSON.stringify([flagged, corrected, band]);
    const { objects: before = 0, blind: answers = { resolved: 0, right: 0 } } = merged.get(key) ?? {};
    const sum = { resolved: answers.resolved + blind.resolved, right: answers.right + blind.right };
    merged.set(key, { flagged, corrected, band, objects: before + objects, blind: sum });
  }
  const population = cells.reduce((sum, { objects }) => sum + objects, 0);
  const expected = [...merged.values()]
    .filter(({ objects }) => objects > 0)
    .map(({ flagged, corrected, band, objects, blind }) => ({
      share: objects / population,
      accuracy: (blind.right + accuracy) / (blind.resolved + 1),
      band,
      flagged,
      corrected,
    }));
  return movedTo(accuracy, expected);
}

/**
 * What confidences alone let one expect, before anybody answered: that they are calibrated, so that a band is as often right
 * as its middle says; moved to `accuracy` where that is known.
 * @returns nothing without objects that state a confidence
 */
export function cellsOfConfidences(
  { bins, unknown }: { bins: readonly { from: number; to: number; objects: number }[]; unknown: number },
  accuracy: number | null,
): PlanningCell[] {
  const stated = bins.reduce((sum, { objects }) => sum + objects, 0);
  if (stated === 0) return [];
  const population = stated + unknown;
  const cells = bins
    .filter(({ objects }) => objects > 0)
    .map(({ from, to, objects }): PlanningCell => {
      const band = { from, to };
      return { share: objects / population, accuracy: (from + to) / 2, band, flagged: false, corrected: false };
    });
  const mean = accuracyOf(cells) / (stated / population);
  if (unknown > 0) {
    cells.push({ share: unknown / population, accuracy: mean, band: null, flagged: false, corrected: false });
  }
  return accuracy === null ? cells : movedTo(accuracy, cells);
}

/** One cell that is everything, where nothing tells objects apart. */
export const undivided = (accuracy: number): PlanningCell[] => [
  { share: 1, accuracy, band: null, flagged: false, corrected: false },
];

/** The same cells, all better or all worse by the same odds ratio, so that the whole has this accuracy. */
export function movedTo(accuracy: number, cells: readonly PlanningCell[]): PlanningCell[] {
  const moved = (shift: number): PlanningCell[] =>
    cells.map((cell) => ({ ...cell, accuracy: 1 / (1 + Math.exp(-(logit(cell.accuracy) + shift))) }));
  let [low, high] = [-FARTHEST, FARTHEST];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (accuracyOf(moved(middle)) < accuracy) low = middle;
    else high = middle;
  }
  return moved((low + high) / 2);
}

/** Beyond any odds that answers could show. */
const FARTHEST = 50;
const MOST = 0.999;

const logit = (share: number): number => {
  const within = Math.min(Math.max(share, 1 - MOST), MOST);
  return Math.log(within / (1 - within));
};
