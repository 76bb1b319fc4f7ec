import { holdsTruth, type Interval, type ModelAccount, type RoundAccount, type Share, shareOf } from './account';
import { box, type Cell } from './box';

/** Colours of a terminal, or none. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

export function paintFor(colours: boolean): Paint {
  const code =
    (open: number, close: number) =>
    (text: string): string =>
      colours ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { good: code(32, 39), bad: code(31, 39), strong: code(1, 22), faint: code(2, 22) };
}

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
const count = (n: number): string => n.toLocaleString('en-US');
const points = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
const BAR = 25;

function interval({ value, lower, upper }: Interval): string {
  if (value === null || lower === null || upper === null) return '–';
  return `${percent(value)}  ${(100 * lower).toFixed(1)} … ${(100 * upper).toFixed(1)}`;
}

/** What each round came to: the notebook's number, our estimate, the truth, side by side. */
export function roundTable(rounds: readonly RoundAccount[], paint: Paint): string {
  return box(
    [
      { title: ['', 'round'], align: 'right' },
      { title: ['', 'model'], align: 'left' },
      { title: ['', 'drawn'], align: 'right' },
      { title: ['', 'answered'], align: 'right' },
      { title: ['', 'filed'], align: 'right' },
      { title: ['a notebook', 'would print'], align: 'right' },
      { title: ['our estimate,', '95 % interval'], align: 'right' },
      { title: ['', 'n'], align: 'right' },
      { title: ['the', 'truth'], align: 'right' },
      { title: ['', 'within?'], align: 'left' },
    ],
    rounds.map((account): Cell[] => {
      return [
        { text: String(account.round) },
        { text: account.model },
        { text: count(account.drawn) },
        { text: count(account.answered) },
        { text: count(account.filed) },
        { text: percent(shareOf(account.notebook)), paint: paint.faint },
        { text: interval(account.estimate), paint: paint.strong },
        { text: count(account.estimate.n) },
        { text: percent(shareOf(account.truth)), paint: paint.strong },
        within(account.estimate, account.truth, paint),
      ];
    }),
  );
}

function within(estimate: Interval, truth: Share, paint: Paint): Cell {
  const holds = holdsTruth(estimate, truth);
  return holds === null ? { text: '–' } : { text: holds ? 'yes' : 'no', paint: holds ? paint.good : paint.bad };
}

/** The same labels that the notebook pools, each with the weight that its draw gives it. */
export function weightedTable(rounds: readonly RoundAccount[], paint: Paint): string {
  const width = ({ lower, upper }: Interval): number => (upper ?? Number.NaN) - (lower ?? Number.NaN);
  return box(
    [
      { title: ['', 'round'], align: 'right' },
      { title: ["the notebook's", 'pool'], align: 'right' },
      { title: ['all labels, weighted,', '95 % interval'], align: 'right' },
      { title: ['', 'n'], align: 'right' },
      { title: ['the', 'truth'], align: 'right' },
      { title: ['', 'within?'], align: 'left' },
      { title: ['width to that of', 'our estimate'], align: 'right' },
    ],
    rounds.map((account): Cell[] => {
      const ratio = width(account.weighted) / width(account.estimate);
      return [
        { text: String(account.round) },
        { text: percent(shareOf(account.notebook)), paint: paint.faint },
        { text: interval(account.weighted), paint: paint.strong },
        { text: count(account.weighted.n) },
        { text: percent(shareOf(account.truth)), paint: paint.strong },
        within(account.weighted, account.truth, paint),
        { text: Number.isNaN(ratio) ? '–' : `${(100 * ratio).toFixed(0)} %` },
      ];
    }),
  );
}

/** True accuracy of each model version on the one reference traffic. */
export function modelTable(models: readonly ModelAccount[], paint: Paint): string {
  return box(
    [
      { title: ['', 'model'], align: 'left' },
      { title: ['', 'version'], align: 'left' },
      { title: ['', 'trained on'], align: 'left' },
      { title: ['true', 'accuracy'], align: 'right' },
      { title: ['', ''], align: 'right' },
      { title: ['', ''], align: 'left' },
    ],
    models.map((account, i): Cell[] => {
      const value = shareOf(account.reference);
      const before = models[i - 1];
      const gain = before === undefined || value === null ? null : value - (shareOf(before.reference) ?? value);
      return [
        { text: account.model },
        { text: account.version, paint: paint.faint },
        { text: account.trainedOn },
        { text: percent(value), paint: paint.strong },
        gain === null ? { text: '' } : { text: points(gain), paint: gain > 0 ? paint.good : paint.bad },
        { text: '█'.repeat(Math.round((value ?? 0) * BAR)).padEnd(BAR, '░'), paint: paint.faint },
      ];
    }),
  );
}
