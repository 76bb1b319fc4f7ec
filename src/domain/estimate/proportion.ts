import type { EvaluationConfig } from '../../contracts/loop-config';
import type { Proportion } from '../../contracts/proportion';
import { clopperPearsonInterval } from './clopper-pearson';
import { type Interval, wilsonInterval, wilsonIntervalOfWindow } from './wilson';

export type IntervalChoice = Pick<EvaluationConfig, 'confidence' | 'interval'>;

/** `successes` of `n` with the interval that the loop asks for; without answers only nulls. */
export function proportionOf(successes: number, n: number, { confidence, interval }: IntervalChoice): Proportion {
  if (n === 0) return NOTHING;
  const method = interval === 'wilson' ? wilsonInterval : clopperPearsonInterval;
  return withInterval(successes, n, method(successes, n, confidence));
}

/** The same for just the objects of one window; by Wilson's method whatever the loop asks for. */
export function proportionOfWindow(successes: number, n: number, population: number, confidence: number): Proportion {
  if (n === 0) return NOTHING;
  return withInterval(successes, n, wilsonIntervalOfWindow(successes, n, population, confidence));
}

const NOTHING: Proportion = { n: 0, successes: 0, value: null, lower: null, upper: null };

const withInterval = (successes: number, n: number, { lower, upper }: Interval): Proportion => ({
  n,
  successes,
  value: successes / n,
  lower,
  upper,
});
