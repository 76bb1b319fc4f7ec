import type { CalibrationEstimate } from '../../contracts/calibration';
import type { Proportion } from '../../contracts/proportion';

/** What the evaluation estimate of one round says of the model version that predicted most of its window. */
export interface WatchedWindow {
  round: string;
  modelVersion: string | null;
  /** Answers enough to act on. */
  sufficient: boolean;
  /** Without the finite-population correction. */
  accuracy: Proportion;
  calibration: CalibrationEstimate | null;
}

/** The newest two windows with answers enough of the model version that the newest window was predicted by. */
export function lastTwo(newestFirst: readonly WatchedWindow[]): WatchedWindow[] {
  const version = newestFirst[0]?.modelVersion;
  return newestFirst.filter((window) => window.sufficient && window.modelVersion === version).slice(0, 2);
}

export const nameOf = ({ modelVersion }: WatchedWindow): string =>
  modelVersion === null ? 'the model' : `model ${modelVersion}`;
