import type { CellTally } from '../../contracts/combined-estimate';
import type { RoundCell } from './merge-cells';

export interface RoundCells {
  round: string;
  cells: readonly CellTally[];
}

/**
 * The cells of several rounds as those of one population, for `combinedEstimate`: round × cell, so that each round weighs
 * by its objects and not by how many labels it happened to get. Of one model version.
 * @param rounds oldest window first
 */
export function poolRounds(rounds: readonly RoundCells[], modelVersion: string | null): RoundCell[] {
  return rounds.flatMap(({ round, cells }) =>
    cells.filter((cell) => cell.modelVersion === modelVersion).map((cell) => ({ ...cell, round })),
  );
}
