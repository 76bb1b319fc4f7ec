import type { ClassAverages, ClassEstimate, Estimate } from '../../contracts/estimate';
import { intervalChart } from '../charts/interval-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, NOTHING, table } from '../html';
import { drawable, proportionMark } from '../interval-rows';
import type { Names } from '../names';
import { briefPercent, counted, describeProportion, percent } from '../numbers';

/** Recall and precision of each class, the classes with most answers first. */
export function classes({ byClass, macro, weighted, confidence }: Estimate, names: Names): Html {
  const ordered = [...byClass].sort((a, b) => b.recall.n - a.recall.n || a.classId - b.classId);
  const rows = ordered.map(({ classId, recall, precision }) => ({
    name: names.class(classId),
    marks: [proportionMark(recall), proportionMark(precision, 'second')],
  }));
  const shown = drawable(rows);
  if (shown.length === 0) {
    return section('By class', nothing('No class has a settled evaluation answer yet (n = 0).'));
  }
  const unseen = rows.length - shown.length;
  return section(
    'By class',
    html`<p><span class="key first" aria-hidden="true"></span><strong>Recall:</strong> of the images that people call so, the share that the model found. <span class="key second" aria-hidden="true"></span><strong>Precision:</strong> of the images that the model calls so, the share that people call so. Both from the random evaluation draw of this window, ${briefPercent(confidence)} intervals.</p>`,
    figure(
      'Recall (above) and precision (below) of each class; those with most answers first.',
      intervalChart({
        label: `Recall and precision of ${counted(shown.length, 'class', 'classes')} with intervals`,
        rows: shown,
        bars: true,
      }),
      table(
        ['Class', 'Recall', 'Precision', 'F1'],
        ordered.map((of) => cells(of, names)),
      ),
    ),
    unseen === 0
      ? NOTHING
      : html`<p class="muted">${counted(unseen, 'class', 'classes')} without any settled answer ${unseen === 1 ? 'is' : 'are'} left out of the chart.</p>`,
    html`<h3>Averages over classes</h3>`,
    table(
      ['Mean', 'Recall', 'Precision', 'F1'],
      [
        ['Every class alike (macro)', ...means(macro)],
        ['By number of images (weighted)', ...means(weighted)],
      ],
    ),
  );
}

const cells = ({ classId, recall, precision, f1 }: ClassEstimate, names: Names): string[] => [
  names.class(classId),
  describeProportion(recall),
  describeProportion(precision),
  f1 === null ? 'unknown' : f1.toFixed(2),
];

const means = ({ recall, precision, f1 }: ClassAverages): string[] => [
  recall === null ? 'unknown' : percent(recall),
  precision === null ? 'unknown' : percent(precision),
  f1 === null ? 'unknown' : f1.toFixed(2),
];
