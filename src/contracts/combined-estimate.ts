/**
 * Part of a round's population, frozen when the round draws, before any answer: the objects of one model version that
 * agree in flag, correction, confidence band and in what draws can reach them. Within a cell the drawn items that are
 * `sampled` are a simple random sample, or all there is.
 */
export interface Cell {
  modelVersion: string | null;
  flagged: boolean;
  corrected: boolean;
  /** Confidence from `from` (included) to `to` (excluded, unless it is 1); null: production stated none. */
  band: { from: number; to: number } | null;
  /** Names of the draws after the evaluation draw that could take these objects, in the order of the loop file. */
  reachedBy: string[];
  /** How many objects of the population: N of the cell. */
  objects: number;
}

/** Items of a cell's sample: drawn, of these resolved by people, of these right. */
export interface Tally {
  drawn: number;
  resolved: number;
  right: number;
}

/** A cell with the answers that it got. */
export interface CellTally extends Cell {
  /** The evaluation draw's items alone. */
  evaluation: Tally;
  /** Every sampled item that was labelled blind, the evaluation draw's included. */
  blind: Tally;
  /** Every sampled item, also those whose annotators saw the prediction. */
  all: Tally;
}

/** A mean over cells, each with its share of the population as weight. */
export interface CombinedEstimate {
  value: number | null;
  lower: number | null;
  upper: number | null;
  /** Resolved labels that it rests on. */
  n: number;
  /** Answers of a simple random sample of unlimited traffic that would give an interval this wide; null for a point. */
  effectiveN: number | null;
  /** Objects it is an estimate of. */
  population: number;
  /** Cells with answers of their own, after those with too few to be expected were merged with their neighbours. */
  cells: number;
  /** Share of the population in cells without an answer that borrow a neighbour's. */
  borrowed: number;
  /**
   * Share of the population in cells that nothing speaks for, counted as all wrong (`lower`), all right (`upper`) and
   * half (`value`).
   */
  unknown: number;
  /** False: some labels were given by people who saw the prediction. */
  blind: boolean;
  /** Width of this interval over the width of the evaluation draw's own; null where either is missing. */
  widthRatio: number | null;
}

/** How much better `modelVersion` is than `against`, without the finite-population correction. */
export interface ModelDifference {
  modelVersion: string | null;
  against: string | null;
  value: number | null;
  lower: number | null;
  upper: number | null;
  n: number;
  nAgainst: number;
  /** The two did not see the same windows: traffic may have changed as well as the model. */
  confoundedWithTraffic: boolean;
}
