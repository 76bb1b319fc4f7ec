import { beta, binormal, type Confidences, trafficOf } from './traffic';
import type { Draws } from './window';

/** Ways in which a model may be sure of itself. */
export const MODELS = {
  'AUROC 0.8': (accuracy) => binormal(accuracy, 0.8),
  'AUROC 0.85': (accuracy) => binormal(accuracy, 0.85),
  'AUROC 0.85, over-confident': (accuracy) => binormal(accuracy, 0.85, 2),
  'AUROC 0.9': (accuracy) => binormal(accuracy, 0.9),
  'Beta, calibrated': (accuracy) => beta(accuracy, 4),
} satisfies Record<string, (accuracy: number) => Confidences>;

export interface Scenario {
  model: keyof typeof MODELS;
  /** Of the traffic. */
  accuracy: number;
  /** Objects of a window. */
  objects: number;
  /** Shares of the traffic. */
  flagged: number;
  corrected: number;
  draws: Draws;
}

export const describeScenario = ({ model, accuracy, objects, flagged, corrected, draws }: Scenario): string => {
  const { evaluation, low, blind } = draws;
  const and = low === null ? 'no others' : `${low.take} of ${low.size} below ${low.below}`;
  return `${model}, ${accuracy} of ${objects}, ${evaluation} random, ${and}, ${blind ? '' : 'not '}blind, flagged ${flagged}, corrected ${corrected}`;
};

export function partsOfScenario({ model, accuracy, flagged, corrected, draws }: Scenario) {
  const thresholds = draws.low === null ? [] : [draws.low.below];
  const cuts = draws.low?.take === 'lowest' ? 20 : 1;
  return trafficOf(accuracy, MODELS[model], { flagged, corrected, thresholds, cuts });
}

const ACCURACIES = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99];
const SIZES = [50, 75, 100, 200, 400];
const LOW: Draws['low'][] = [
  { below: 0.7, take: 'sample', size: 200 },
  null,
  { below: 0.8, take: 'lowest', size: 100 },
  { below: 0.6, take: 'all', size: 0 },
  { below: 0.9, take: 'sample', size: 300 },
];

/** Every accuracy with every size; the rest takes turns, in steps that have no divisor in common. */
export function scenarios(): Scenario[] {
  const names = Object.keys(MODELS) as Scenario['model'][];
  return ACCURACIES.flatMap((accuracy, i) =>
    SIZES.map((evaluation, j) => {
      const turn = i * SIZES.length + j;
      const wrong = 1 - accuracy;
      return {
        model: names[(i + 2 * j) % names.length] as Scenario['model'],
        accuracy,
        objects: [700, 1500, 3000, 5000][turn % 4] as number,
        flagged: Math.min(0.05, 0.45 * wrong) * ((turn % 3) / 2),
        corrected: Math.min(0.05, 0.45 * wrong) * ((turn % 7) / 6),
        draws: {
          evaluation,
          low: LOW[(i + j) % LOW.length] as Draws['low'],
          kinds: turn % 11 !== 10,
          blind: turn % 6 !== 5,
          answered: turn % 8 === 7 ? { evaluation: 0.85, training: 0.6 } : { evaluation: 1, training: 1 },
        },
      };
    }),
  );
}
