import type { Alarm, DriftEstimate } from '../../contracts/alarms';
import { chiSquareTail } from '../estimate/chi-square';
import { perYear } from './two-in-a-row';

/**
 * Below this a change is usual, from 0.25 on it is large: N. Siddiqi, Credit Risk Scorecards (Wiley 2006), after E. M.
 * Lewis, An Introduction to Credit Scoring (1994). A convention, no theorem. Without it the alarm would never be quiet in
 * large windows: with 100,000 objects chance alone stays below 0.001.
 */
const LEAST_INDEX = 0.1;

/**
 * Raised when predicted classes or confidences of the same model version are distributed differently from the
 * reference, both beyond chance and by enough to matter. That model versions are mixed differently is no alarm: it is
 * what retraining does.
 * @returns null where neither was compared
 */
export function driftAlarm(all: readonly DriftEstimate[]): Alarm | null {
  const watched = all.filter((one) => one.of !== 'model version');
  const [first] = watched;
  if (first === undefined) return null;
  const changed = watched.filter(({ psi, critical }) => psi > Math.max(critical, LEAST_INDEX));
  const numbers = watched.map((one) => describe(one)).join(', ');
  const names = (changed.length > 0 ? changed : watched).map((one) => NAMES[one.of]).join(' and ');
  return {
    kind: 'drift',
    raised: changed.length > 0,
    says:
      changed.length > 0
        ? `The ${names} are distributed differently from round ${first.reference}: ${numbers}.`
        : `The ${names} are distributed much as in round ${first.reference}: ${numbers}.`,
    falseAlarms: falseAlarms(watched),
  };
}

const NAMES: Record<DriftEstimate['of'], string> = {
  'predicted class': 'predicted classes',
  confidence: 'confidences',
  'model version': 'model versions',
};

const describe = ({ of, psi, critical, n, nReference }: DriftEstimate): string =>
  `stability index of the ${NAMES[of]} ${psi.toFixed(3)}, raised above ${Math.max(critical, LEAST_INDEX).toFixed(3)} ` +
  `(${n} against ${nReference} objects)`;

/** That either of the two is beyond its limit by chance is at most the sum of their chances. */
function falseAlarms(watched: readonly DriftEstimate[]): string {
  const chance = watched.reduce((sum, one) => sum + chanceBeyond(one), 0);
  return (
    `were nothing changed and each object a draw of its own, raised at most ` +
    `${perYear((windows) => 1 - (1 - chance) ** windows)}; more often where images come in bursts.`
  );
}

function chanceBeyond({ critical, bins, n, nReference }: DriftEstimate): number {
  if (bins < 2) return 0;
  const scaled = Math.max(critical, LEAST_INDEX) / (1 / n + 1 / nReference);
  return chiSquareTail(scaled, bins - 1);
}
