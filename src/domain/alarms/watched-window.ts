import type { CalibrationEstimate } from '../../contracts/calibration';
import type { Proportion } from '../../contracts/proportion';

/** What the evaluation estimate of one round says, for alarms. */
export interface WatchedWindow {
  round: string;
  /** The version that predicted most of its objects. */
  modelVersion: string | null;
  /** Answers enough to act on. */
  sufficient: boolean;
  /** Of all its objects, without the finite-population correction. */
  accuracy: Proportion;
  calibration: CalibrationEstimate | null;
}

/** The newest two windows with answers enough, whichever models predicted in them. */
export const lastTwo = (newestFirst: readonly WatchedWindow[]): WatchedWindow[] =>
  newestFirst.filter(({ sufficient }) => sufficient).slice(0, 2);

/** The newest two of the model version that the newest window was predicted by. */
export const lastTwoOfModel = (newestFirst: readonly WatchedWindow[]): WatchedWindow[] =>
  lastTwo(newestFirst.filter(({ modelVersion }) => modelVersion === newestFirst[0]?.modelVersion));

export const nameOf = ({ modelVersion }: WatchedWindow): string =>
  modelVersion === null ? 'the model' : `model ${modelVersion}`;
