import type { Estimate } from '../../contracts/estimate';
import { type ConfusionMatrix, confusionChart } from '../charts/confusion-chart';
import { figure, nothing, section } from '../figure';
import { type Html, html, table } from '../html';
import type { Names } from '../names';
import { counted, percent } from '../numbers';

/** More classes than that make squares that nobody can read. */
const MOST_CLASSES = 25;
const MOST_CONFUSIONS = 30;

interface Confusion {
  labelled: number | 'none';
  predicted: number;
  count: number;
  /** All items that people call so. */
  of: number;
}

/** Which classes the model takes for which: a matrix, or the most frequent confusions where there are too many. */
export function confusion({ confusion: counts }: Pick<Estimate, 'confusion'>, names: Names): Html {
  const title = 'Confusion matrix';
  const all = confusionsOf(counts);
  if (all.length === 0) return section(title, nothing('No evaluation item has a settled answer yet (n = 0).'));
  const items = all.reduce((sum, { count }) => sum + count, 0);
  const wrong = all.filter(({ labelled, predicted }) => labelled !== predicted);
  const list = confusionTable(wrong, names);
  const columns = classIds(all);
  if (columns.length > MOST_CLASSES) {
    return section(
      title,
      html`<p>${columns.length} classes occur among the ${counted(items, 'settled evaluation item')}, too many for a matrix: these are the most frequent of ${counted(wrong.length, 'confusion')}.</p>`,
      wrong.length === 0 ? nothing('The model was right on every one of them.') : list,
    );
  }
  return section(
    title,
    figure(
      `What people say (rows) and what the model says (columns) of ${counted(items, 'settled evaluation item')}. The darker, the greater the share of its row; off the diagonal the model is wrong.`,
      confusionChart('Confusion matrix', matrixOf(all, columns, names)),
      wrong.length === 0 ? nothing('The model was right on every item.') : list,
    ),
  );
}

function confusionsOf(counts: Estimate['confusion']): Confusion[] {
  return Object.entries(counts).flatMap(([label, row]) => {
    const of = Object.values(row).reduce((sum, count) => sum + count, 0);
    const labelled = label === 'none' ? 'none' : Number(label);
    return Object.entries(row).map(
      ([predicted, count]) => ({ labelled, predicted: Number(predicted), count, of }) as const,
    );
  });
}

const classIds = (all: readonly Confusion[]): number[] =>
  [
    ...new Set(all.flatMap(({ labelled, predicted }) => (labelled === 'none' ? [predicted] : [labelled, predicted]))),
  ].sort((a, b) => a - b);

function matrixOf(all: readonly Confusion[], columns: readonly number[], names: Names): ConfusionMatrix {
  const labels: (number | 'none')[] = all.some(({ labelled }) => labelled === 'none')
    ? [...columns, 'none']
    : [...columns];
  const counts = new Map(all.map(({ labelled, predicted, count }) => [`${labelled}:${predicted}`, count]));
  return {
    columns: columns.map((id) => names.class(id)),
    rows: labels.map((label) => ({
      name: names.class(label),
      counts: columns.map((id) => counts.get(`${label}:${id}`) ?? 0),
      right: label === 'none' ? null : columns.indexOf(label),
    })),
  };
}

function confusionTable(wrong: readonly Confusion[], names: Names): Html {
  const ordered = [...wrong].sort(
    (a, b) =>
      b.count - a.count || String(a.labelled).localeCompare(String(b.labelled), 'en') || a.predicted - b.predicted,
  );
  return table(
    ['People say', 'The model says', 'Items', 'Share of what people call so'],
    ordered
      .slice(0, MOST_CONFUSIONS)
      .map(({ labelled, predicted, count, of }) => [
        names.class(labelled),
        names.class(predicted),
        count,
        `${percent(count / of)} of ${of}`,
      ]),
  );
}
