import type { IntervalEstimate } from '../../contracts/proportion';
import { type Known, known } from '../numbers';
import { type Scale, scaleOf, valueAxis, WHOLE, wholePercent } from './axes';
import { type Chart, COLOURS, type Drawing, type Room } from './draw-chart';
import { type At, box, dot, drawnBy, line, type Mark, roughWidth, whisker, words } from './marks';

/** One estimate of a row: an interval with its middle, and the words at its right. */
export interface IntervalMark {
  estimate: IntervalEstimate;
  /** Said beside it where there is room, and where there is little. */
  says: string;
  saysBriefly: string;
  series: 'first' | 'second';
  hollow?: boolean;
}

export interface IntervalRow {
  name: string;
  marks: readonly IntervalMark[];
}

interface IntervalChart {
  label: string;
  rows: readonly IntervalRow[];
  /** With bars from 0, as for shares that are compared by length; else dots on a scale that fits them. */
  bars?: boolean;
  /** A line to compare with: the target, or no difference. */
  reference?: { value: number; name: string } | null;
  /** Shares lie between 0 and 1; differences do not. */
  shares?: boolean;
  say?: (value: number) => string;
}

const MARK_HEIGHT = 18;
const ROW_GAP = 10;
const TOP = 22;
const BOTTOM = 26;

/** Estimates below each other, each with its interval: rows of one or more marks. */
export function intervalChart(chart: IntervalChart): Chart {
  return { label: chart.label, draw: (room) => drawRows(chart, room) };
}

function drawRows(
  { rows, bars = false, reference = null, shares = true, say = wholePercent }: IntervalChart,
  room: Room,
): Drawing {
  const { names, said } = columnsOf(rows, room);
  const places = rowPlaces(rows);
  const end = places.at(-1)?.bottom ?? 0;
  const scale = bars ? WHOLE : scaleOf(valuesOf(rows, reference?.value ?? null), { shares });
  const [left, right] = [names + 8, room.width - said];
  const drawRow = (row: IntervalRow, top: number, at: At): Mark[] => [
    words(row.name, names, at(0, top + (row.marks.length * MARK_HEIGHT) / 2)[1], { align: 'right', room: names - 6 }),
    ...row.marks.flatMap((mark, index) => {
      const y = at(0, top + (index + 0.5) * MARK_HEIGHT)[1];
      const text = room.narrow ? mark.saysBriefly : mark.says;
      return [
        ...markAt(mark, y, scale, bars, at),
        words(text, right + 8, y, { colour: COLOURS.muted, room: said - 8, size: room.narrow ? 11 : 12 }),
      ];
    }),
  ];
  return {
    width: room.width,
    height: TOP + end + BOTTOM,
    option: {
      grid: { left, right: said, top: TOP, bottom: BOTTOM },
      xAxis: valueAxis(room.narrow ? sparse(scale) : scale, say),
      yAxis: { type: 'value', min: 0, max: end, inverse: true, show: false },
      series: [
        drawnBy((at) => [
          ...(reference ? referenceLine(reference, end, at) : []),
          ...rows.flatMap((row, index) => drawRow(row, places[index]?.top ?? 0, at)),
        ]),
      ],
    },
  };
}

/** Room for the names at the left and the words at the right: what they need, while enough is left between. */
function columnsOf(rows: readonly IntervalRow[], { narrow }: Room): { names: number; said: number } {
  const texts = rows.flatMap(({ marks }) => marks.map(({ says, saysBriefly }) => (narrow ? saysBriefly : says)));
  const widest = (all: readonly string[]): number =>
    Math.ceil(Math.max(0, ...all.map((text) => roughWidth(text)))) + 10;
  return {
    names: Math.min(widest(rows.map(({ name }) => name)), narrow ? 116 : 200),
    said: Math.min(widest(texts) + 12, narrow ? 92 : 300),
  };
}

/** The least and the greatest tick, and those between at twice the distance: a phone has no room for more. */
const sparse = (scale: Scale): Scale => ({ ...scale, interval: (scale.max - scale.min) / 2 });

function rowPlaces(rows: readonly IntervalRow[]): { top: number; bottom: number }[] {
  let bottom = 0;
  return rows.map(({ marks }) => {
    const top = bottom;
    bottom += marks.length * MARK_HEIGHT + ROW_GAP;
    return { top: top + ROW_GAP / 2, bottom };
  });
}

function valuesOf(rows: readonly IntervalRow[], reference: number | null): number[] {
  const ends = rows.flatMap(({ marks }) =>
    marks.flatMap(({ estimate: { lower, upper } }) => (lower === null || upper === null ? [] : [lower, upper])),
  );
  return reference === null ? ends : [...ends, reference];
}

function markAt(mark: IntervalMark, y: number, scale: Scale, bars: boolean, at: At): Mark[] {
  const colour = COLOURS[mark.series];
  const { lower, upper } = mark.estimate;
  const interval: Known | null = known(mark.estimate);
  if (lower === null || upper === null) return [];
  const [from, to] = [at(lower, 0)[0], at(upper, 0)[0]];
  const value = interval && at(interval.value, 0)[0];
  const origin = at(scale.min, 0)[0];
  return [
    ...(bars && value !== null ? [box([origin, y - 5, Math.max(1, value - origin), 10], colour, 0.3)] : []),
    ...whisker([from, y], [to, y], colour),
    ...(value === null ? [] : [dot(value, y, colour, mark.hollow ?? false)]),
  ];
}

function referenceLine({ value, name }: { value: number; name: string }, end: number, at: At): Mark[] {
  const [x, top] = at(value, 0);
  return [
    line([x, top], [x, at(value, end)[1]], COLOURS.target, { dashed: true }),
    words(name, x, top - 9, { colour: COLOURS.target, align: 'center', size: 11 }),
  ];
}
