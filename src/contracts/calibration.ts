import type { IntervalEstimate, Proportion } from './proportion';

/** Whether the model's confidence means what it says, from resolved evaluation items that state one. */
export interface CalibrationEstimate {
  n: number;
  meanConfidence: number;
  /** Mean confidence minus accuracy: above 0 the model is too sure of itself. */
  gap: IntervalEstimate;
  /** Mean squared difference of confidence and correctness: 0 is perfect. */
  brier: number;
  /** Chance that a right answer has more confidence than a wrong one; null where all are right, or all wrong. */
  auroc: IntervalEstimate | null;
  /**
   * Expected calibration error over `bins`; `ifPerfect` is what a perfectly calibrated model would show by chance alone
   * with as many labels, which is most of it below some thousand.
   */
  ece: { value: number; ifPerfect: number };
  bins: CalibrationBin[];
}

/** Answers that the model was about equally sure of: about as many in each bin, from the least confident one to the most. */
export interface CalibrationBin {
  /** The lowest and the highest confidence in it, both included. */
  from: number;
  to: number;
  meanConfidence: number;
  accuracy: Proportion;
}
