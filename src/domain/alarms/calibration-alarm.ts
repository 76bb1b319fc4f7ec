import type { Alarm } from '../../contracts/alarms';
import type { CalibrationEstimate } from '../../contracts/calibration';
import { chiSquareTail } from '../estimate/chi-square';
import { zOf } from '../estimate/normal';
import { percent } from '../headline';
import { perYear, twoInARow } from './two-in-a-row';
import { lastTwoOfModel, nameOf, type WatchedWindow } from './watched-window';

/**
 * A gap of five points is the least that would change what a threshold on confidence selects; with enough answers any
 * gap is shown.
 */
const LEAST_GAP = 0.05;

/**
 * Raised when confidence and accuracy differ the same way in the last two windows, each time with an interval of the
 * gap that leaves out 0, and by more than five points.
 * @param newestFirst windows by their start
 * @param confidence level of the intervals, such as 0.95
 * @returns null without answers enough, that state a confidence, from the newest window's model version
 */
export function calibrationAlarm(newestFirst: readonly WatchedWindow[], confidence: number): Alarm | null {
  const windows = lastTwoOfModel(newestFirst).flatMap((window) =>
    window.calibration === null ? [] : [{ window, calibration: window.calibration, side: sideOf(window.calibration) }],
  );
  const [newest, before] = windows;
  if (newest === undefined) return null;
  const raised = newest.side !== 0 && newest.side === before?.side;
  const numbers = windows.map(({ window, calibration }) => describe(window, calibration)).join(', and before that ');
  return {
    kind: 'calibration',
    raised,
    says: `${verdict(raised ? newest.side : 0, newest.window)}: ${numbers}.`,
    falseAlarms: falseAlarms(newest.calibration, confidence),
  };
}

/** 1: too sure of itself, -1: not sure enough, 0: not shown, or too little to matter. */
function sideOf({ gap: { value, lower, upper } }: CalibrationEstimate): number {
  if (value === null || lower === null || upper === null || Math.abs(value) <= LEAST_GAP) return 0;
  return lower > 0 ? 1 : upper < 0 ? -1 : 0;
}

function verdict(side: number, window: WatchedWindow): string {
  const [name, points] = [nameOf(window), `by more than ${LEAST_GAP * 100} points in two windows in a row`];
  if (side === 0) return `Confidence and accuracy of ${name} are not shown to differ ${points}`;
  return side > 0
    ? `The confidence of ${name} is higher than its accuracy ${points}`
    : `The confidence of ${name} is lower than its accuracy ${points}`;
}

function describe({ round }: WatchedWindow, { gap, meanConfidence, n }: CalibrationEstimate): string {
  const points = (share: number | null) => ((share ?? 0) * 100).toFixed(1);
  return (
    `mean confidence ${percent(meanConfidence)} minus accuracy ${percent(meanConfidence - (gap.value ?? 0))} is ` +
    `${points(gap.value)} points (${points(gap.lower)} to ${points(gap.upper)}, n = ${n}, round ${round})`
  );
}

/** By the normal approximation, the standard error being what the interval of the newest window says. */
function falseAlarms({ gap, n }: CalibrationEstimate, confidence: number): string {
  const z = zOf(confidence);
  const error = ((gap.upper ?? 1) - (gap.lower ?? -1)) / (2 * z);
  const beyond = Math.max(z, LEAST_GAP / error);
  const side = chiSquareTail(beyond * beyond, 1) / 2;
  return (
    `where confidence and accuracy are equal and ${n} answers a window are given, raised about ` +
    `${perYear((windows) => twoInARow(windows, side, 2))}.`
  );
}
