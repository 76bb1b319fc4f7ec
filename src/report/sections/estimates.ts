import type { CombinedEstimate } from '../../contracts/combined-estimate';
import type { Estimate } from '../../contracts/estimate';
import { intervalChart } from '../charts/interval-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, NOTHING, table } from '../html';
import { combinedRow, drawable, proportionRow, targetReference } from '../interval-rows';
import { briefPercent, counted, describeCombined, describeProportion, grouped, percent, sampleSize } from '../numbers';

/** The window's estimates beside each other: what each is of, and how much narrower all blind labels make it. */
export function estimates(estimate: Estimate): Html {
  const { accuracy, accuracyThisWindow, combined, combinedNotBlind, target } = estimate;
  const rows = drawable([
    proportionRow('Evaluation draw', accuracy),
    proportionRow('This window alone', accuracyThisWindow),
    combinedRow('All blind labels', combined),
    ...(combinedNotBlind ? [combinedRow('Also not blind', combinedNotBlind)] : []),
  ]);
  const numbers = table(
    ['Estimate', 'Accuracy', 'Of what, from what'],
    [
      [
        'Evaluation draw',
        describeProportion(accuracy),
        'what production sees in windows like this one, from the random draw alone; rules and alarms use it',
      ],
      [
        'This window alone',
        describeProportion(accuracyThisWindow),
        `the ${grouped(estimate.population)} objects of this window and no others (finite-population correction)`,
      ],
      ['All blind labels', describeCombined(combined), describeCells(combined)],
      ...(combinedNotBlind
        ? [
            [
              'Also labels that are not blind',
              describeCombined(combinedNotBlind),
              `${describeCells(combinedNotBlind)} Some people saw the prediction, which anchors them: for looking at only.`,
            ],
          ]
        : []),
    ],
  );
  if (accuracy.n === 0 && combined.n === 0) {
    return section(
      'What the labels say together',
      nothing('No label is settled yet (n = 0): every estimate of this window is open.'),
    );
  }
  return section(
    'What the labels say together',
    html`<p>${widthOf(combined)}</p>`,
    combinedNotBlind
      ? html`<p class="notice"><strong>Not blind:</strong> the last line also counts labels of people who saw the model's prediction. It enters no rule and no alarm.</p>`
      : NOTHING,
    figure(
      `Agreement of the model with people's resolved labels in this window, ${briefPercent(estimate.confidence)} intervals. What each line is of stands in the numbers below.`,
      intervalChart({ label: 'Estimates of accuracy with intervals', rows, reference: targetReference(target) }),
      numbers,
    ),
  );
}

export function describeCells({ population, cells, borrowed, unknown, effectiveN, n }: CombinedEstimate): string {
  const parts = [
    `${grouped(population)} objects in ${counted(cells, 'cell')} with answers of their own, each weighted by its share.`,
    ...(effectiveN === null ? [] : [`${counted(n, 'label')} worth ${grouped(Math.round(effectiveN))} random ones.`]),
    ...(borrowed > 0 ? [`${percent(borrowed)} of the objects borrow a neighbour's answers.`] : []),
    ...(unknown > 0 ? [`For ${percent(unknown)} nothing speaks: counted as all wrong below and all right above.`] : []),
  ];
  return parts.join(' ');
}

/** How the interval of all blind labels compares with that of the evaluation draw. */
function widthOf({ widthRatio, n }: CombinedEstimate): string {
  if (widthRatio === null)
    return `All blind labels of the round (${sampleSize(n)}), each with its chance of being drawn, beside the evaluation draw.`;
  const ratio = `its interval is ${widthRatio.toFixed(2)} times as wide as that of the evaluation draw`;
  return widthRatio < 1
    ? `All blind labels of the round (${sampleSize(n)}), each with its chance of being drawn, say more than the evaluation draw alone: ${ratio}.`
    : `All blind labels of the round (${sampleSize(n)}) add nothing here: ${ratio}.`;
}
