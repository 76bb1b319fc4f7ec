/** What the loop watches. */
type AlarmKind = 'below-target' | 'drift' | 'calibration';

/** Something to look at, or the reassurance that there is nothing. */
export interface Alarm {
  kind: AlarmKind;
  raised: boolean;
  /** What was compared with what, with the numbers: one sentence for an operator. */
  says: string;
  /** How often it is raised where nothing is wrong, in words. */
  falseAlarms: string;
}

/**
 * How far this window's predictions are distributed differently from those of a reference. Predicted class and confidence are
 * compared within one model version, so that a new model is not taken for new traffic.
 */
export interface DriftEstimate {
  of: 'predicted class' | 'confidence' | 'model version';
  /** The round whose census is the reference. */
  reference: string;
  /** Population stability index: 0 is no change. */
  psi: number;
  /** What chance alone stays below, 999 times in 1,000. */
  critical: number;
  bins: number;
  n: number;
  nReference: number;
}
