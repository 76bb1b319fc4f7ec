import type { ModelDifference } from '../../contracts/combined-estimate';
import type { CurrentModelEstimate, Estimate } from '../../contracts/estimate';
import { describeWindow } from '../../domain/windows';
import { intervalChart } from '../charts/interval-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, NOTHING, table } from '../html';
import { combinedRow, drawable, proportionRow, targetReference } from '../interval-rows';
import type { Names } from '../names';
import {
  briefPercent,
  counted,
  describeCombined,
  describeDifference,
  describeProportion,
  grouped,
  pointsOf,
  sampleSize,
} from '../numbers';
import { describeCells } from './estimates';
import { boundsOf } from './headline';

/** The model that predicts most by now, over all rounds that saw it. */
export function currentModel(estimate: Pick<Estimate, 'currentModel' | 'confidence' | 'target'>, names: Names): Html {
  const model = estimate.currentModel;
  if (model === null)
    return section('The current model', nothing('No window has been predicted yet by a model that can be named.'));
  const { evaluation, combined } = model;
  const rows = drawable([combinedRow('Evaluation draws', evaluation), combinedRow('All blind labels', combined)]);
  return section(
    `The current model: ${names.model(model.modelVersion)}`,
    html`<p>${pooled(model)}</p>`,
    rows.length === 0
      ? nothing('None of its evaluation items has a settled answer yet (n = 0).')
      : figure(
          `Agreement of this model version with people's resolved labels over these rounds, ${briefPercent(estimate.confidence)} intervals.`,
          intervalChart({
            label: 'Accuracy of the current model with intervals',
            rows,
            reference: targetReference(estimate.target),
          }),
          table(
            ['Estimate', 'Accuracy', 'From what'],
            [
              ['Evaluation draws', describeCombined(evaluation), describeCells(evaluation)],
              ['All blind labels', describeCombined(combined), describeCells(combined)],
            ],
          ),
        ),
  );
}

const pooled = ({ rounds, start, end }: CurrentModelEstimate): string =>
  `It predicted most of the newest window. Pooled from ${counted(rounds.length, 'round')} that saw it (${describeWindow({ start, end })}), each a stratum of its own, weighted by its objects.`;

export function byVersion({ byModelVersion, confidence, target }: Estimate, names: Names): Html {
  const rows = byModelVersion.map((of) => proportionRow(names.model(of.modelVersion), of.accuracy));
  const numbers = table(
    ['Model version', 'Objects', 'Accuracy', 'Open answers'],
    byModelVersion.map((of) => [
      names.model(of.modelVersion),
      of.population,
      describeProportion(of.accuracy),
      boundsOf(of.bounds),
    ]),
  );
  const shown = drawable(rows);
  return section(
    'By model version',
    shown.length === 0
      ? html`${nothing('No model version has a settled evaluation answer yet (n = 0).')}${byModelVersion.length === 0 ? NOTHING : numbers}`
      : figure(
          `Agreement with people on what each version predicted in this window, ${briefPercent(confidence)} intervals.`,
          intervalChart({
            label: 'Accuracy by model version with intervals',
            rows: shown,
            reference: targetReference(target),
          }),
          numbers,
        ),
  );
}

/** The current model against those before it. */
export function differences(
  { differences: all, confidence }: Pick<Estimate, 'differences' | 'confidence'>,
  names: Names,
): Html {
  const title = 'Differences between model versions';
  if (all.length === 0) return section(title, nothing('There is one model version so far: nothing to compare.'));
  const rows = all.map((of) => ({
    name: `${names.model(of.modelVersion)} − ${names.model(of.against)}`,
    marks: [
      {
        estimate: of,
        says: describeDifference(of, sizes(of)),
        saysBriefly: `${sampleSize(sizes(of))}`,
        series: 'first' as const,
      },
    ],
  }));
  const shown = drawable(rows);
  const numbers = table(
    ['Model version', 'Against', 'Difference of accuracy', 'To be read as'],
    all.map((of) => [
      names.model(of.modelVersion),
      names.model(of.against),
      describeDifference(of, sizes(of)),
      reading(of),
    ]),
  );
  return section(
    title,
    all.some(({ confoundedWithTraffic }) => confoundedWithTraffic)
      ? html`<p class="notice"><strong>Confounded with traffic</strong> where so marked: the two versions did not see the same windows, so that what came in may have changed as well as the model.</p>`
      : NOTHING,
    shown.length === 0
      ? html`${nothing('None of the versions has settled answers to compare yet.')}${numbers}`
      : html`${figure(
          `Accuracy of the current version minus that of an earlier one, in percentage points, ${briefPercent(confidence)} intervals. An interval that holds 0 shows no difference.`,
          intervalChart({
            label: 'Differences of accuracy with intervals',
            rows: shown,
            shares: false,
            reference: { value: 0, name: 'no difference' },
            say: pointsOf,
          }),
          numbers,
        )}
<ul>${all.map((of) => html`<li>${names.model(of.modelVersion)} against ${names.model(of.against)}: ${describeDifference(of, sizes(of))}. ${reading(of)}</li>`)}</ul>`,
  );
}

const sizes = ({ n, nAgainst }: ModelDifference): string => `${grouped(n)} against ${grouped(nAgainst)}`;

function reading({ lower, upper, confoundedWithTraffic }: ModelDifference): string {
  const traffic = confoundedWithTraffic ? ' Confounded with traffic.' : '';
  if (lower === null || upper === null) return `Not known.${traffic}`;
  if (lower > 0) return `Better.${traffic}`;
  if (upper < 0) return `Worse.${traffic}`;
  return `No difference shown.${traffic}`;
}
