import type { Cell } from './combined-estimate';

/** The population of one round's estimate, counted when it drew: later steps need not read the census again. */
export interface Population {
  /** Usable, new objects, each content once: N of the estimate. */
  objects: number;
  /** Every object is in exactly one; a row of the draw names its cell by its place in this list. */
  cells: Cell[];
  /** Objects by model version ('' where production named none), then by the id of the class it predicted. */
  predictedClasses: Record<string, Record<string, number>>;
  /** Objects by model version, then by confidence: bins of equal width from 0 to 1, the last one with 1. */
  confidence: Record<string, ConfidenceHistogram>;
  /** Objects by the values of each tag of `evaluation.slices`: '' where it is absent, `other` beyond the commonest. */
  slices: Record<string, Record<string, number>>;
  times: TimeParts;
}

export interface ConfidenceHistogram {
  bins: number[];
  /** Objects whose confidence production did not state. */
  unknown: number;
}

/**
 * Objects by capture (else by store) in parts of equal length. `from` is the window's start, or later where nothing is as
 * old; what was captured before counts to the first part.
 */
export interface TimeParts {
  from: string;
  to: string;
  counts: number[];
}
