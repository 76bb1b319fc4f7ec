import { halfWidth } from './half-width';
import { accuracyOf, type PlanningCell } from './planning-cell';

/** A cell with the answers that a plan expects in it. */
export interface AnsweredCell extends PlanningCell {
  /** How many, not necessarily whole: what a draw puts into a cell is an expectation. */
  answers: number;
  /** Every object of it is answered, however many they are. */
  whole: boolean;
}

/** What an interval is about: all objects that the model is for (null), or just so many, of which few are left to chance. */
export type Population = number | null;

/**
 * Half the width that the combined estimate's interval is expected to have (docs/statistics.md): Wilson's at n_eff = p̃(1−p̃)/V,
 * V = Σ W_h² (1−m_h/N_h) p̃_h(1−p̃_h)/m_h, with p̃_h = (x_h+½)/(m_h+1) and p̃ = Σ W_h p̃_h. Each p̃(1−p̃) is replaced by its mean
 * over the binomial x_h, so that the surplus with which the estimate guards cells of few answers is planned for.
 * @param population objects; null leaves the finite-population correction out
 */
export function expectedHalfWidth(
  cells: readonly AnsweredCell[],
  { population, confidence }: { population: Population; confidence: number },
): number {
  let variance = 0;
  let share = 0;
  let spread = 0;
  for (const cell of cells) {
    const own = expectationsOf(cell, population);
    variance += cell.share ** 2 * own.variance;
    share += cell.share * own.share;
    spread += cell.share ** 2 * own.varianceOfShare;
  }
  if (variance === 0) return 0;
  return halfWidth(accuracyOf(cells), (share * (1 - share) - spread) / variance, confidence);
}

/** Means of p̃, of its variance as the estimate computes it, and the variance that p̃ has. */
function expectationsOf(cell: AnsweredCell, population: Population) {
  const { accuracy: p, whole } = cell;
  const pq = p * (1 - p);
  const left = whole ? 0 : population === null ? 1 : 1 - cell.answers / (cell.share * population);
  if (left <= 0 || cell.share === 0) return { share: p, variance: 0, varianceOfShare: 0 };
  const m = Math.max(cell.answers, LEAST_ANSWERS);
  // Of p̃(1−p̃) = (x+½)(m−x+½)/(m+1)²; below one answer its first term would be negative.
  const spread = (Math.max(0, m * (m - 1)) * pq + m / 2 + 1 / 4) / (m + 1) ** 2;
  return {
    share: (p * m + 1 / 2) / (m + 1),
    variance: (left * spread) / m,
    varianceOfShare: (m * pq) / (m + 1) ** 2,
  };
}

/** A cell that expects less than this is empty as often as not; it then borrows a neighbour's answers. */
const LEAST_ANSWERS = 0.5;

/**
 * Half the width of the evaluation draw's own interval: Wilson's with n answers, or n* = n(N−1)/(N−n) where it is about just N
 * objects (docs/statistics.md).
 */
export function randomHalfWidth(
  accuracy: number,
  answers: number,
  { population, confidence }: { population: Population; confidence: number },
): number {
  if (population === null) return halfWidth(accuracy, answers, confidence);
  if (answers >= population) return 0;
  return halfWidth(accuracy, (answers * (population - 1)) / (population - answers), confidence);
}
