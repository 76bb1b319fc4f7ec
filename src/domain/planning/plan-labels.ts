import type { LoopConfig } from '../../contracts/loop-config';
import type { Sizing } from '../drawing/draw-size';
import { bestSplit } from './allocation';
import { configuredDraws } from './configured-draws';
import { expectedHalfWidth, type Population, randomHalfWidth } from './expected-width';
import { halfWidth } from './half-width';
import type { Plan, PlannedSplit, PlanningGround, PlanningQuestions } from './plan';
import { type PlanningCell, withEdgeAt } from './planning-cell';
import { labelsForPower, powerToShow } from './power';
import { sizeForMargin } from './size-for-margin';
import { splitAdvice } from './split-advice';

/**
 * A plan of labels for a loop: what its sizes will give, what a margin takes, how to split a total, what improvement shows.
 * Expectations, not promises: all rests on the ground that is handed in.
 * @throws RangeError for a question that has no answer
 */
export function planLabels(config: LoopConfig, ground: PlanningGround, questions: PlanningQuestions): Plan {
  const { name, evaluation } = config;
  const { confidence } = evaluation;
  const population = ground.population.objects;
  const cells = thresholdsOf(config).reduce(withEdgeAt, ground.bands.cells);
  const about = { population, confidence };
  const sizing = { confidence, expected: ground.accuracy.cautious };
  const foreseen = { population, sizing, flagsKnown: ground.bands.from === 'estimate' };
  const configured = configuredDraws(config, cells, foreseen);
  const { expected } = ground.accuracy;
  const halfWidthThisWindow = randomHalfWidth(expected, configured.evaluation, about);
  const combined = expectedHalfWidth(configured.answered, about);
  return {
    loop: name,
    confidence,
    interval: evaluation.interval,
    ground,
    configured: {
      draws: configured.draws,
      evaluation: {
        labels: configured.evaluation,
        halfWidth: halfWidth(expected, configured.evaluation, confidence),
        halfWidthThisWindow,
      },
      combined: {
        halfWidthThisWindow: combined,
        widthRatio: halfWidthThisWindow === 0 ? 1 : combined / halfWidthThisWindow,
      },
    },
    margin: marginOf(config, ground, questions.margin),
    split: splitOf(config, cells, { ...foreseen, confidence, labels: questions.labels ?? asked(config, configured) }),
    power: powerOf(config, expected, configured.evaluation, questions.improvement),
  };
}

const thresholdsOf = ({ draws }: LoopConfig): number[] =>
  draws.flatMap(({ strategy, below }) => (strategy === 'low-confidence' && below !== null ? [below] : []));

function splitOf(
  config: LoopConfig,
  cells: readonly PlanningCell[],
  asking: { labels: number; population: Population; sizing: Sizing; flagsKnown: boolean; confidence: number },
): Plan['split'] {
  if (cells.every(({ band }) => band === null)) return null;
  const { population, confidence } = asking;
  const labels = Math.min(asking.labels, population ?? Number.POSITIVE_INFINITY);
  const { beside } = configuredDraws(blinded(config), cells, asking);
  const split = (below: number | null): PlannedSplit => {
    const atLeast = config.annotation.until.evaluation.atLeast;
    const found = bestSplit({ population, confidence, labels, cells: beside, below, atLeast });
    return { ...found, advice: splitAdvice(found) };
  };
  const [threshold] = thresholdsOf(config);
  return {
    labels,
    blind: config.annotation.blind,
    best: split(null),
    configured: threshold === undefined ? null : split(threshold),
  };
}

/** The loop as it would be with blind training labels. */
const blinded = (config: LoopConfig): LoopConfig => ({ ...config, annotation: { ...config.annotation, blind: true } });

/** Labels of the evaluation draw and of the low-confidence draws that name a size. */
function asked({ draws }: LoopConfig, { evaluation }: { evaluation: number }): number {
  return draws.reduce(
    (sum, { strategy, size }) => (strategy === 'low-confidence' && typeof size === 'number' ? sum + size : sum),
    evaluation,
  );
}

const USUAL_MARGIN = 0.03;

function marginOf({ draws, evaluation: { confidence } }: LoopConfig, ground: PlanningGround, wanted: number | null) {
  const size = draws.find(({ purpose }) => purpose === 'evaluation')?.size;
  const margin = wanted ?? (typeof size === 'object' && size !== null ? size.margin : USUAL_MARGIN);
  const { cautious } = ground.accuracy;
  const population = ground.population.objects;
  const labels = sizeForMargin({ margin, confidence, expected: cautious, population });
  const settled = 1 - (ground.unresolved ?? 0);
  return {
    margin,
    labels,
    labelsAtWorst: sizeForMargin({ margin, confidence, expected: 1 / 2, population }),
    toDraw: Math.min(settled === 0 ? labels : Math.ceil(labels / settled), population ?? Number.POSITIVE_INFINITY),
    reached: labels > 0 && halfWidth(cautious, labels, confidence) <= margin,
  };
}

const USUAL_IMPROVEMENT = 0.05;
/** Pools of rounds that a power is said for. */
const ROUNDS = [1, 2, 4, 8];
const POWER = 0.8;

function powerOf({ evaluation: { confidence } }: LoopConfig, accuracy: number, labels: number, wanted: number | null) {
  const improvement = wanted ?? Math.min(USUAL_IMPROVEMENT, (1 - accuracy) / 2);
  if (improvement === 0 || labels === 0) return null;
  const question = { accuracy, improvement, confidence };
  const needed = labelsForPower(question, POWER);
  return {
    accuracy,
    improvement,
    byRounds: ROUNDS.map((rounds) => ({
      rounds,
      labels: rounds * labels,
      power: powerToShow(question, rounds * labels),
    })),
    for80: { labels: needed, rounds: Math.ceil(needed / labels) },
  };
}
