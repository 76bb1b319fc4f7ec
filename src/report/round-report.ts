import type { CensusResult, DrawResult, FilingCounts, LabelCounts } from '../contracts/activities';
import type { Estimate } from '../contracts/estimate';
import type { Bounds, Proportion } from '../contracts/proportion';
import { describeWindow } from '../domain/windows';
import { type Html, html, table } from './html';

export interface RoundReport {
  estimate: Estimate;
  census: CensusResult;
  draw: DrawResult;
  labels: LabelCounts;
  filing: FilingCounts;
  className(id: number): string;
}

/** One self-contained page about a round: no script, no outside reference, legible in print and in dark mode. */
export function roundReport(report: RoundReport): string {
  const { estimate, census, draw, labels, filing } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${estimate.loop}: ${describeWindow(estimate.window)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${estimate.loop}</h1>
<p>${describeWindow(estimate.window)}, version ${String(estimate.version)} of <code>${estimate.round}</code></p>
<h2>Live accuracy</h2>
<p class="figure">${interval(estimate.accuracy)}</p>
<p>${estimate.estimand}</p>
${estimate.sufficient ? '' : html`<p><strong>Too few answers to act on:</strong> no retraining was proposed from this round.</p>`}
<p>Of this window alone: ${interval(estimate.accuracyThisWindow)}. ${bounds(estimate.bounds)}</p>
<h2>By model version</h2>
${table(
  ['Model version', 'Objects', 'Accuracy'],
  estimate.byModelVersion.map((of) => [of.modelVersion ?? 'not said', String(of.population), interval(of.accuracy)]),
)}
<h2>By class</h2>
${table(
  ['Class', 'Recall', 'Precision', 'F1'],
  estimate.byClass.map((of) => [
    report.className(of.classId),
    interval(of.recall),
    interval(of.precision),
    of.f1 === null ? 'unknown' : of.f1.toFixed(2),
  ]),
)}
<h2>What happened to the images</h2>
${table(
  ['Step', 'Images'],
  [
    ['New in the window', String(census.window)],
    ['Found late', String(census.late)],
    ['Tagged after their window', String(census.reread)],
    ...Object.entries(census.unusable).map(([reason, count]) => [`Unusable: ${reason}`, String(count)]),
    ...draw.draws.map(({ name, taken, matched }) => [`Drawn: ${name}`, `${taken} of ${matched}`]),
    ['Labelled', String(labels.labelled)],
    ['Skipped', String(labels.skipped)],
    ['Disputed', String(labels.disputed)],
    ['Without an answer', String(labels.missing)],
    ['Replaced in the store meanwhile', String(labels.superseded)],
    ['Filed under their class', String(filing.filed + filing.kept)],
    ['Not filed: replaced, gone or in conflict', String(filing.superseded + filing.gone + filing.conflict)],
  ],
)}
</main>
</body>
</html>
`.text;
}

const share = (value: number): string => (value * 100).toFixed(1);

/** '73.0 % (63.6 to 80.7 %, n = 100)', never without its n. */
function interval({ value, lower, upper, n }: Proportion): string {
  if (value === null || lower === null || upper === null) return `unknown (n = ${n})`;
  return `${share(value)} % (${share(lower)} to ${share(upper)} %, n = ${n})`;
}

function bounds({ drawn, unresolved, lower, upper }: Bounds): string {
  if (unresolved === 0 || lower === null || upper === null) return `All ${drawn} drawn images were answered.`;
  return `Of ${drawn} drawn images ${unresolved} ${unresolved === 1 ? 'has' : 'have'} no settled answer: were all of them wrong, it would be ${share(lower)} %, were all right, ${share(upper)} %.`;
}

const STYLE: Html = html`
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 48rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin-bottom: 0; }
h2 { margin-top: 2rem; font-size: 1.15rem; }
.figure { font-size: 1.6rem; margin: 0.5rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code { font-size: 0.9em; overflow-wrap: anywhere; }
`;
