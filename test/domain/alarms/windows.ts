import type { CalibrationEstimate } from '../../../src/contracts/calibration';
import type { WatchedWindow } from '../../../src/domain/alarms/watched-window';
import { proportionOf } from '../../../src/domain/estimate/proportion';

const choice = { confidence: 0.95, interval: 'wilson' } as const;

/** A window in which `right` of `n` answers were right. */
export const windowWith = (right: number, n: number, more: Partial<WatchedWindow> = {}): WatchedWindow => ({
  round: `round-${right}-of-${n}`,
  modelVersion: 'v1',
  sufficient: true,
  accuracy: proportionOf(right, n, choice),
  calibration: null,
  ...more,
});

/** A calibration of which only the gap is looked at. */
export const gapOf = (value: number, lower: number, upper: number): CalibrationEstimate => ({
  n: 100,
  meanConfidence: 0.9,
  gap: { value, lower, upper },
  brier: 0.1,
  auroc: null,
  ece: { value: 0, ifPerfect: 0 },
  bins: [],
});
