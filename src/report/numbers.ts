import type { CombinedEstimate } from '../contracts/combined-estimate';
import type { IntervalEstimate, Proportion } from '../contracts/proportion';

/** '1,000,000', whatever the locale of the machine. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Holds a number and its unit on one line. */
const NBSP = '\u00a0';

/** 0.731 -> '73.1 %' */
export const percent = (share: number): string => `${points(share)}${NBSP}%`;

/** 0.731 -> '73.1' */
const points = (share: number): string => (share * 100).toFixed(1);

/** A share that may be exact, such as a confidence level or a target: 0.95 -> '95 %'. */
export const briefPercent = (share: number): string => `${Number((share * 100).toFixed(2))}${NBSP}%`;

/** 0.021 -> '+2.1', with a true minus sign. */
const signed = (share: number): string => {
  const text = points(Math.abs(share));
  if (Number(text) === 0) return text;
  return share < 0 ? `−${text}` : `+${text}`;
};

export interface Known {
  value: number;
  lower: number;
  upper: number;
}

/** The interval where there is one. */
export function known({ value, lower, upper }: IntervalEstimate): Known | null {
  return value === null || lower === null || upper === null ? null : { value, lower, upper };
}

/** 'n = 1,000' */
export const sampleSize = (n: number | string): string => `n${NBSP}=${NBSP}${typeof n === 'number' ? grouped(n) : n}`;

/** '73.0 % (63.6 to 80.7 %, n = 100)': never without its n. */
export function describeProportion(of: Proportion): string {
  const interval = known(of);
  if (!interval) return `unknown (${sampleSize(of.n)})`;
  return `${percent(interval.value)} (${range(interval)}, ${sampleSize(of.n)})`;
}

/** '63.6 to 80.7 %' */
export const range = ({ lower, upper }: Pick<Known, 'lower' | 'upper'>): string =>
  `${points(lower)} to ${percent(upper)}`;

/** '+2.1 points (−3.0 to +7.2, n = 100)' */
export function describeDifference(of: IntervalEstimate, n: string): string {
  const interval = known(of);
  if (!interval) return `unknown (${sampleSize(n)})`;
  const { value, lower, upper } = interval;
  return `${signed(value)} points (${signed(lower)} to ${signed(upper)}, ${sampleSize(n)})`;
}

export const pointsOf = signed;

/** A number without a unit, from -1 to 1: '0.812 (0.700 to 0.890, n = 100)'. */
export function describeScore(of: IntervalEstimate, n: number): string {
  const interval = known(of);
  if (!interval) return `unknown (${sampleSize(n)})`;
  const [value, lower, upper] = [interval.value, interval.lower, interval.upper].map((part) => part.toFixed(3));
  return `${value} (${lower} to ${upper}, ${sampleSize(n)})`;
}

/** A combined estimate has an interval even where nothing speaks for its value. */
export function describeCombined(of: CombinedEstimate): string {
  if (of.lower === null || of.upper === null) return `unknown (${sampleSize(of.n)})`;
  const interval = `${range({ lower: of.lower, upper: of.upper })}, ${sampleSize(of.n)}`;
  return of.value === null ? `between ${interval}` : `${percent(of.value)} (${interval})`;
}

/** '1 image', '2 images' */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;
