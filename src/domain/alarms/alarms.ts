import type { Alarm, DriftEstimate } from '../../contracts/alarms';
import { belowTargetAlarm } from './below-target';
import { calibrationAlarm } from './calibration-alarm';
import { driftAlarm } from './drift-alarm';
import type { WatchedWindow } from './watched-window';

export interface AlarmInput {
  /** This round's window and earlier ones, newest first. */
  windows: readonly WatchedWindow[];
  /** Of this round's window against its reference. */
  drift: readonly DriftEstimate[];
  /** `evaluation.target` */
  target: number | null;
  /** `evaluation.confidence` */
  confidence: number;
}

/** An alarm, raised or not, for each thing that was looked at: what nobody could look at has none. */
export function alarmsOf({ windows, drift, target, confidence }: AlarmInput): Alarm[] {
  return [
    belowTargetAlarm(windows, target, confidence),
    driftAlarm(drift),
    calibrationAlarm(windows, confidence),
  ].filter((alarm) => alarm !== null);
}
