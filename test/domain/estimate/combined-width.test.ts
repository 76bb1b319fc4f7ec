import type { CellTally } from '../../../src/contracts/combined-estimate';
import { combinedEstimate } from '../../../src/domain/estimate/combined-estimate';
import { wilsonIntervalOfWindow } from '../../../src/domain/estimate/wilson';
import { bestSplit } from '../../../src/domain/planning/allocation';
import { unanswered } from '../../../src/domain/planning/planned-answers';
import { partsOfScenario, type Scenario } from './simulation/scenarios';
import { type Estimated, trial } from './simulation/trials';
import type { Draws } from './simulation/window';

type Model = Scenario['model'];
const CALIBRATED: Model[] = ['AUROC 0.8', 'AUROC 0.85', 'AUROC 0.9'];
const OVER_CONFIDENT: Model = 'AUROC 0.85, over-confident';
const ACCURACIES = [0.6, 0.7, 0.8, 0.85, 0.9];
const OBJECTS = 3000;

const scenario = (model: Model, accuracy: number, evaluation: number, low: Draws['low']): Scenario => ({
  model,
  accuracy,
  objects: OBJECTS,
  flagged: 0,
  corrected: 0,
  draws: { evaluation, low, kinds: false, blind: true, answered: { evaluation: 1, training: 1 } },
});

const combined = (cells: CellTally[]): Estimated =>
  combinedEstimate({ cells, labels: 'blind', finite: true, confidence: 0.95, reference: null });

function evaluationAlone(cells: CellTally[]): Estimated {
  const resolved = cells.reduce((sum, { evaluation }) => sum + evaluation.resolved, 0);
  const right = cells.reduce((sum, { evaluation }) => sum + evaluation.right, 0);
  return { value: right / resolved, ...wilsonIntervalOfWindow(right, resolved, OBJECTS, 0.95) };
}

/** Mean width of the combined interval over that of the evaluation draw alone, of the same windows. */
function ratioToEvaluation(of: Scenario, runs: number): number {
  const options = { runs, seed: 3 };
  return trial(of, 'window', combined, options).width / trial(of, 'window', evaluationAlone, options).width;
}

/** Mean width of the combined interval over that of the same number of labels, all random, without cells. */
function ratioToRandom(of: Scenario, labels: number, runs: number): number {
  const { lower, upper } = wilsonIntervalOfWindow(of.accuracy * labels, labels, OBJECTS, 0.95);
  return trial(of, 'window', combined, { runs, seed: 4 }).width / (upper - lower);
}

describe('beside 100 to 400 random labels, 200 to 300 of low confidence', () => {
  const sizes = [
    [100, 200],
    [200, 200],
    [200, 300],
    [400, 300],
  ] as const;
  const settings = [
    ...[...CALIBRATED, 'Beta, calibrated' as const].map((model) => ({ model, below: 0.8 })),
    { model: OVER_CONFIDENT, below: 0.9 },
  ].flatMap((setting) => ACCURACIES.map((accuracy) => ({ ...setting, accuracy })));

  test.each(settings)('make the interval 20 % narrower or more ($model, $accuracy, below $below)', (setting) => {
    const { model, accuracy, below } = setting;
    for (const [evaluation, size] of sizes) {
      const of = scenario(model, accuracy, evaluation, { below, take: 'sample', size });
      expect(ratioToEvaluation(of, 200)).toBeLessThan(0.8);
    }
  });

  test.each<[Model, number, number]>([
    ['AUROC 0.8', 0.9, 0.06],
    [OVER_CONFIDENT, 0.9, 0.08],
  ])('make it less so where hardly anything is below the threshold (%s, %d)', (model, accuracy, share) => {
    const of = scenario(model, accuracy, 100, { below: 0.7, take: 'sample', size: 200 });
    const below = partsOfScenario(of).reduce((sum, part) => sum + (part.to <= 0.7 ? part.share : 0), 0);
    expect(below).toBeCloseTo(share, 1);
    const ratio = ratioToEvaluation(of, 400);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(0.88);
  });
});

describe('400 labels, split as the planner says', () => {
  const LABELS = 400;

  test.each([...CALIBRATED, OVER_CONFIDENT].flatMap((model) => ACCURACIES.map((accuracy) => ({ model, accuracy }))))(
    'say 10 % more than as many random ones, and what the planner promised ($model, $accuracy)',
    (setting) => {
      const { model, accuracy } = setting;
      const cells = partsOfScenario(scenario(model, accuracy, LABELS, null)).map(({ share, right, band }) => {
        return { share, accuracy: right, band, flagged: false, corrected: false };
      });
      const split = bestSplit({
        labels: LABELS,
        cells: unanswered(cells),
        population: OBJECTS,
        confidence: 0.95,
        below: null,
        atLeast: 50,
      });
      const { random, lowConfidence: size, below } = split;
      const low = below === null ? null : ({ below, take: 'sample', size } as const);
      // The standard error of the mean width is 0.2 %.
      const ratio = ratioToRandom(scenario(model, accuracy, random, low), LABELS, 800);
      expect(ratio).toBeLessThan(0.9);
      expect(Math.abs(ratio - split.ratioToRandom)).toBeLessThan(0.02);
    },
  );
});

describe('random labels alone, weighted by cells of confidence', () => {
  test.each(CALIBRATED)('say no less than the plain estimate of the same labels (%s)', (model) => {
    for (const accuracy of ACCURACIES) {
      expect(ratioToEvaluation(scenario(model, accuracy, 100, null), 200)).toBeLessThan(0.97);
    }
  });

  test('gain nothing and lose little where 50 labels hold one mistake', () => {
    for (const model of CALIBRATED) {
      const ratio = ratioToEvaluation(scenario(model, 0.98, 50, null), 400);
      expect(ratio).toBeGreaterThan(0.9);
      expect(ratio).toBeLessThan(1.04);
    }
  });
});
