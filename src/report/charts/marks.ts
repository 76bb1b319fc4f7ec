import type { CustomSeriesOption, CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from 'echarts';

/** The parts that charts are made of, in pixels. */
export type Mark = NonNullable<CustomSeriesRenderItemReturn>;

export const line = (
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  stroke: string,
  { width = 1.5, dashed = false } = {},
): Mark => ({
  type: 'line',
  shape: { x1, y1, x2, y2 },
  style: { stroke, lineWidth: width, fill: 'none', ...(dashed && { lineDash: [4, 4] }) },
});

/** A dot; hollow where what it shows is not enough to act on. */
export const dot = (x: number, y: number, colour: string, hollow = false, radius = 4): Mark => ({
  type: 'circle',
  shape: { cx: x, cy: y, r: radius },
  style: hollow ? { fill: 'var(--paper)', stroke: colour, lineWidth: 1.5 } : { fill: colour },
});

export const box = (
  [x, y, width, height]: readonly [number, number, number, number],
  fill: string,
  opacity = 1,
): Mark => ({
  type: 'rect',
  shape: { x, y, width, height },
  style: { fill, opacity },
});

/** What every object has by nature, as in a text. */
const INHERITED = new RegExp(Object.getOwnPropertyNames(Object.prototype).join('|'), 'g');

/**
 * ECharts keeps widths of texts in a plain object by text: one that is `__proto__`, in whole or cut short, would write into what
 * all objects inherit, and break the process for good. A word joiner in it is seen by nobody.
 */
const harmless = (text: string): string =>
  text.replace(INHERITED, (name) => `${name.slice(0, 1)}\u2060${name.slice(1)}`);

export const words = (
  text: string,
  x: number,
  y: number,
  {
    colour = 'var(--ink)',
    align = 'left',
    size = 12,
    room = Number.POSITIVE_INFINITY,
    vertical = 'middle',
  }: Words = {},
): Mark => ({
  type: 'text',
  style: {
    // A line of its own each, whatever a name holds.
    text: harmless(text.replace(/\s+/g, ' ')),
    x,
    y,
    fill: colour,
    fontSize: size,
    fontFamily: 'inherit',
    align,
    verticalAlign: vertical,
    ...(Number.isFinite(room) && { width: room, overflow: 'truncate' as const, ellipsis: '…' }),
  },
});

interface Words {
  colour?: string;
  align?: 'left' | 'center' | 'right';
  size?: number;
  /** Pixels; what does not fit is cut off. */
  room?: number;
  vertical?: 'top' | 'middle' | 'bottom';
}

/** Widths of signs in the common sans-serif fonts, as shares of their size; the first that fits. */
const WIDTHS: readonly [RegExp, number][] = [
  [/[\u1100-\uffdc]|\p{Extended_Pictographic}/u, 1],
  [/[\s.,:;|!'"(){}[\]ijltfr/-]/, 0.31],
  [/[mwMW%@]/, 0.87],
  [/\p{Lu}/u, 0.69],
];
const USUAL_WIDTH = 0.56;

/** About how wide a text is, in pixels: there is no screen here to measure on. */
export const roughWidth = (text: string, size = 12): number =>
  [...text].reduce((width, sign) => width + (WIDTHS.find(([of]) => of.test(sign))?.[1] ?? USUAL_WIDTH) * size, 0);

/** From end to end of an interval, with its caps. */
export function whisker(from: readonly [number, number], to: readonly [number, number], colour: string): Mark[] {
  const flat = from[1] === to[1];
  const cap = ([x, y]: readonly [number, number]): Mark =>
    flat ? line([x, y - 4], [x, y + 4], colour) : line([x - 4, y], [x + 4, y], colour);
  return [line(from, to, colour), cap(from), cap(to)];
}

/** Where a value lies on the chart, in pixels. */
export type At = (x: number, y: number) => readonly [number, number];

/** A series that draws itself; nothing of it answers to a pointer, as no script runs. */
export function drawnBy(marks: (at: At) => Mark[]): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    clip: false,
    data: [[0, 0]],
    renderItem: (_, api: CustomSeriesRenderItemAPI) => {
      const at: At = (x, y) => {
        const [left = 0, top = 0] = api.coord([x, y]);
        return [left, top];
      };
      return { type: 'group', children: marks(at) };
    },
  };
}

/** Up to four signs: 999, 1k, 12k, 999k. */
export const shortCount = (count: number): string => (count < 1000 ? String(count) : `${Math.round(count / 1000)}k`);
