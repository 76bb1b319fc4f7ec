import type { DriftEstimate } from '../../contracts/alarms';
import { nothing, section } from '../figure';
import { type Html, html, table } from '../html';

/** How far what production saw is distributed otherwise than in the reference window. */
export function drift(all: readonly DriftEstimate[]): Html {
  if (all.length === 0) {
    return section(
      'Drift',
      nothing('There is no earlier window to compare with: drift is shown from the second round on.'),
    );
  }
  const beyond = all.filter(({ psi, critical }) => psi > critical).map((one) => one.of);
  return section(
    'Drift',
    html`<p>${beyond.length === 0 ? 'Nothing is distributed otherwise than chance alone would have it.' : `Distributed otherwise than chance alone would have it: ${beyond.join(', ')}.`} The population stability index compares this window's census with a reference round's; 0 is no change. Chance alone stays below the critical value 999 times in 1,000.</p>`,
    table(
      ['Of', 'Index', 'Critical', 'Bins', 'Objects', 'Reference objects', 'Reference round'],
      all.map((one) => [
        one.of,
        one.psi.toFixed(4),
        one.critical.toFixed(4),
        one.bins,
        one.n,
        one.nReference,
        one.reference,
      ]),
    ),
  );
}
