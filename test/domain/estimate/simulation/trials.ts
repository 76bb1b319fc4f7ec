import type { CellTally } from '../../../../src/contracts/combined-estimate';
import { randomFrom } from './random';
import { describeScenario, partsOfScenario, type Scenario } from './scenarios';
import { windowsOf } from './window';

export interface Estimated {
  value: number | null;
  lower: number | null;
  upper: number | null;
}

/** What is estimated: this window's share of right objects, or the traffic's. */
export type Estimand = 'window' | 'traffic';

export interface Outcome {
  scenario: string;
  /** Share of the intervals that hold the truth. */
  coverage: number;
  /** Mean of estimate minus truth. */
  bias: number;
  width: number;
}

/** Estimates from as many windows as `runs` says, each held against the truth. */
export function trial(
  scenario: Scenario,
  estimand: Estimand,
  estimate: (cells: CellTally[]) => Estimated,
  { runs, seed }: { runs: number; seed: number },
): Outcome {
  const parts = partsOfScenario(scenario);
  const next = windowsOf(parts, scenario.objects, scenario.draws, randomFrom(seed));
  const ofTraffic = parts.reduce((sum, { share, right }) => sum + share * right, 0);
  let [covered, error, width] = [0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const { cells, truth: ofWindow } = next();
    const truth = estimand === 'window' ? ofWindow : ofTraffic;
    const found = estimate(cells);
    const [value, lower, upper] = [found.value ?? Number.NaN, found.lower ?? Number.NaN, found.upper ?? Number.NaN];
    // The ends are exact to about 1e-12 only, and where all was looked at the interval is a point.
    if (lower - 1e-9 <= truth && truth <= upper + 1e-9) covered += 1;
    error += value - truth;
    width += upper - lower;
  }
  return {
    scenario: describeScenario(scenario),
    coverage: covered / runs,
    bias: error / runs,
    width: width / runs,
  };
}
