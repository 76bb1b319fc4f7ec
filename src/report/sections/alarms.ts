import type { Alarm } from '../../contracts/alarms';
import { nothing, section } from '../figure';
import { type Html, html } from '../html';

const TITLES: Record<Alarm['kind'], string> = {
  'below-target': 'Accuracy against the target',
  drift: 'Drift of what comes in',
  calibration: 'Calibration of the confidence',
};

/** Those that are raised first; those that are not say so, for silence could mean that nobody looked. */
export function alarms(all: readonly Alarm[]): Html {
  if (all.length === 0) {
    return section(
      'Alarms',
      nothing('Nothing is watched yet: alarms compare rounds, or need answers that are not there.'),
    );
  }
  const ordered = [...all.filter(({ raised }) => raised), ...all.filter(({ raised }) => !raised)];
  return section(
    'Alarms',
    ...ordered.map(
      ({ kind, raised, says, falseAlarms }) => html`<div class="notice ${raised ? 'bad' : 'good'}">
<strong>${TITLES[kind]}: ${raised ? 'raised.' : 'quiet.'}</strong> ${says}
<span class="muted">False alarms: ${falseAlarms}</span>
</div>`,
    ),
  );
}
