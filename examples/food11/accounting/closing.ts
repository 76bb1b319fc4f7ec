import { type ModelAccount, type RoundAccount, shareOf } from './account';
import { modelTable, type Paint, roundTable, weightedTable } from './table';

export interface Closing {
  rounds: readonly RoundAccount[];
  models: readonly ModelAccount[];
  seed: string;
  /** Pictures of the reference traffic. */
  reference: number;
  /** Title and URL. */
  addresses: readonly { title: string; url: string }[];
}

/** The demo's last page. */
export function closingPage({ rounds, models, seed, reference, addresses }: Closing, paint: Paint): string {
  const width = Math.max(0, ...addresses.map(({ title }) => title.length));
  return [
    paint.strong('How good was the model, round by round?'),
    roundTable(rounds, paint),
    'A notebook pools every label it gets. Most were drawn because the model was unsure or users complained,',
    `so its number is of those pictures, not of production${gapOf(rounds)}.`,
    'Our estimate rests on the random draw alone. One interval in twenty misses the truth, and at 100 answers',
    '±10 points are normal: read the interval, not the middle.',
    '',
    paint.strong('And with all labels, those of the notebook, each weighted by how it came to be drawn?'),
    weightedTable(rounds, paint),
    'Annotators of training images see the prediction, so a loop of yours would print this as not blind. A script does',
    'not mind what it sees. `annotation: { blind: true }` makes such labels count in full.',
    '',
    paint.strong(
      `Did retraining help? Each version on the same ${reference.toLocaleString('en-US')} pictures, never uploaded:`,
    ),
    modelTable(models, paint),
    '',
    `Seed ${paint.strong(seed)}: the same seed makes the same pictures, users and annotator. What is drawn follows from`,
    'the moment of the round too, so your numbers differ a little.',
    '',
    ...addresses.map(({ title, url }) => `${title.padEnd(width)}  ${paint.strong(url)}`),
  ].join('\n');
}

function gapOf(rounds: readonly RoundAccount[]): string {
  const gaps = rounds.flatMap(({ notebook, truth }) => {
    const [printed, true_] = [shareOf(notebook), shareOf(truth)];
    return printed === null || true_ === null ? [] : [printed - true_];
  });
  if (gaps.length === 0) return '';
  const mean = (100 * gaps.reduce((sum, gap) => sum + gap, 0)) / gaps.length;
  return `: here ${Math.abs(mean).toFixed(0)} points too ${mean < 0 ? 'low' : 'high'} on average`;
}
