import type { ArtifactRef } from '../contracts/artifact';
import type { RoundReport } from '../contracts/report';
import { describeWindow } from '../domain/windows';
import { type Html, html } from './html';
import { namesOf } from './names';
import { page } from './page';
import { agreement } from './sections/agreement';
import { alarms } from './sections/alarms';
import { bands, calibration } from './sections/calibration';
import { classes } from './sections/classes';
import { confusion } from './sections/confusion';
import { drift } from './sections/drift';
import { estimates } from './sections/estimates';
import { funnel } from './sections/funnel';
import { changes, headline } from './sections/headline';
import { history } from './sections/history';
import { irregularities } from './sections/irregularities';
import { mistakes, type Thumbnail } from './sections/mistakes';
import { byVersion, currentModel, differences } from './sections/models';
import { slices, times } from './sections/parts';

/**
 * One self-contained page about a round: no script, no outside reference; legible in print, in dark mode, on a phone.
 * The same report and thumbnails give the same bytes.
 * @param thumbnails pictures of the mistakes, by item id
 */
export function roundPage(report: RoundReport, thumbnails: ReadonlyMap<string, Thumbnail>): string {
  const { estimate } = report;
  const names = namesOf(report.classes);
  return page(`${estimate.loop}: ${describeWindow(estimate.window)}`, [
    html`<header>
<h1>${estimate.loop}</h1>
<p>${describeWindow(estimate.window)}</p>
<p>Round <code>${estimate.round}</code>, version ${estimate.version}</p>
</header>`,
    headline(estimate),
    changes(estimate),
    alarms(estimate.alarms),
    history(report.history, names),
    estimates(estimate),
    currentModel(estimate, names),
    differences(estimate, names),
    byVersion(estimate, names),
    classes(estimate, names),
    confusion(estimate, names),
    calibration(estimate),
    bands(estimate),
    times(estimate),
    slices(estimate),
    drift(estimate.drift),
    agreement(estimate),
    funnel(report.funnel),
    irregularities(report.irregularities),
    mistakes(report, thumbnails, names),
    footer(estimate.inputs, estimate.predecessor),
  ]);
}

/** What the numbers were made of, by digest. */
function footer(inputs: Record<string, ArtifactRef>, predecessor: ArtifactRef | null): Html {
  const lines = [...Object.values(inputs), ...(predecessor ? [predecessor] : [])].map(
    ({ key, sha256 }) =>
      html`<li><code>${key}</code> <span title="${sha256}">SHA-256 ${sha256.slice(0, 16)}…</span></li>`,
  );
  return html`<footer>
<p>Made by Annoloop from these artifacts of the loop's ledger; every number of this page stands in the JSON file beside it.</p>
<details><summary>Artifacts</summary><ul>${lines}</ul></details>
</footer>`;
}
