import type { AnsweredCell, Population } from './expected-width';
import { isBelow, type PlanningCell, withEdgeAt } from './planning-cell';

/** Cells before any draw. */
export const unanswered = (cells: readonly PlanningCell[]): AnsweredCell[] =>
  cells.map((cell) => ({ ...cell, answers: 0, whole: false }));

/** After a simple random sample of the whole population. */
export function afterRandom(cells: readonly AnsweredCell[], labels: number): AnsweredCell[] {
  return cells.map((cell) => ({ ...cell, answers: cell.answers + labels * cell.share }));
}

/** After everything was taken of the cells that `reaches` names. */
export function afterAll(
  cells: readonly AnsweredCell[],
  reaches: (cell: AnsweredCell) => boolean,
  population: Population,
): AnsweredCell[] {
  return cells.map((cell) =>
    reaches(cell)
      ? { ...cell, answers: population === null ? cell.answers : cell.share * population, whole: true }
      : cell,
  );
}

/** After a simple random sample of what is left of the cells that `reaches` names; all of it where that is fewer. */
export function afterSample(
  cells: readonly AnsweredCell[],
  reaches: (cell: AnsweredCell) => boolean,
  labels: number,
  population: Population,
): AnsweredCell[] {
  const open = (cell: AnsweredCell) => (reaches(cell) ? leftOf(cell, population) : 0);
  const left = cells.reduce((sum, cell) => sum + open(cell), 0);
  if (population !== null && labels >= left) return afterAll(cells, reaches, population);
  return left === 0
    ? [...cells]
    : cells.map((cell) => ({ ...cell, answers: cell.answers + (labels * open(cell)) / left }));
}

/** After the `labels` objects of lowest confidence below a threshold: what lies below the cut is taken whole. */
export function afterLowest(
  cells: readonly AnsweredCell[],
  reaches: (cell: AnsweredCell) => boolean,
  labels: number,
  population: number,
): AnsweredCell[] {
  const left = (cut: number): number =>
    answeredWithEdgeAt(cells, cut).reduce(
      (sum, cell) => (reaches(cell) && isBelow(cell, cut) ? sum + leftOf(cell, population) : sum),
      0,
    );
  if (left(1) <= labels) return afterAll(cells, reaches, population);
  let [low, high] = [0, 1];
  // To far below the width of one object.
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (left(middle) <= labels) low = middle;
    else high = middle;
  }
  return afterAll(answeredWithEdgeAt(cells, low), (cell) => reaches(cell) && isBelow(cell, low), population);
}

/** How many objects of a cell nobody has labelled: a share of the population where its size is not known. */
function leftOf({ share, answers, whole }: AnsweredCell, population: Population): number {
  if (whole) return 0;
  return population === null ? share : Math.max(0, share * population - answers);
}

/** An edge within a band divides its answers as it divides its objects. */
export function answeredWithEdgeAt(cells: readonly AnsweredCell[], below: number): AnsweredCell[] {
  return cells.flatMap((cell) =>
    withEdgeAt([cell], below).map((part) => ({
      ...cell,
      ...part,
      answers: cell.share === 0 ? 0 : (cell.answers * part.share) / cell.share,
    })),
  );
}
