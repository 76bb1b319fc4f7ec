import type { CombinedEstimate } from '../contracts/combined-estimate';
import type { Proportion } from '../contracts/proportion';
import type { IntervalMark, IntervalRow } from './charts/interval-chart';
import { describeCombined, describeProportion, known, sampleSize } from './numbers';

/** A proportion as a mark of a chart: the interval is drawn, n is said. */
export const proportionMark = (of: Proportion, series: IntervalMark['series'] = 'first'): IntervalMark => ({
  estimate: of,
  says: describeProportion(of),
  saysBriefly: `${sampleSize(of.n)}`,
  series,
});

export const proportionRow = (name: string, of: Proportion): IntervalRow => ({ name, marks: [proportionMark(of)] });

export const combinedRow = (name: string, of: CombinedEstimate): IntervalRow => ({
  name,
  marks: [
    {
      estimate: of,
      says: describeCombined(of),
      saysBriefly: `${sampleSize(of.n)}`,
      series: of.blind ? 'first' : 'second',
    },
  ],
});

/** Rows that have an interval to draw. */
export const drawable = (rows: readonly IntervalRow[]): IntervalRow[] =>
  rows
    .map((row) => ({ ...row, marks: row.marks.filter(({ estimate }) => known(estimate) || estimate.lower !== null) }))
    .filter(({ marks }) => marks.length > 0);

/** The line of the team's target, where it states one. */
export const targetReference = (target: number | null) => (target === null ? null : { value: target, name: 'target' });
