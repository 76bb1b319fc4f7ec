import { COLOURS } from './draw-chart';

export interface Scale {
  min: number;
  max: number;
  interval: number;
}

export const WHOLE: Scale = { min: 0, max: 1, interval: 0.2 };

/** A scale with round steps that holds all of `values`; shares stay between 0 and 1. */
export function scaleOf(values: readonly number[], { shares = true } = {}): Scale {
  if (values.length === 0) return WHOLE;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const interval = [0.01, 0.02, 0.05, 0.1, 0.2].find((step) => (most - least) / step <= 6) ?? (shares ? 0.2 : 0.5);
  const round = (value: number): number => Number(value.toFixed(6));
  const min = round(Math.floor(least / interval) * interval);
  const max = round(Math.ceil(most / interval) * interval);
  if (!shares) return { min, max: max > min ? max : round(min + interval), interval };
  return { min: Math.max(0, min === max ? round(min - interval) : min), max: Math.min(1, max), interval };
}

/** An axis of shares or of differences of shares, in per cent or points. */
export function valueAxis(scale: Scale, say: (value: number) => string) {
  return {
    type: 'value' as const,
    ...scale,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: COLOURS.muted, formatter: (value: number) => say(Number(value.toFixed(6))), hideOverlap: true },
    splitLine: { lineStyle: { color: COLOURS.grid } },
    nameTextStyle: { color: COLOURS.muted },
  };
}

/** Rows or columns counted from 0; what they are called is drawn by hand, for names are anything. */
export function countedAxis(count: number, reversed = false) {
  return { type: 'value' as const, min: -0.5, max: count - 0.5, inverse: reversed, show: false };
}

export const wholePercent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
