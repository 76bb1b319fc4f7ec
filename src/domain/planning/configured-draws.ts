import type { DrawConfig, LoopConfig } from '../../contracts/loop-config';
import { drawSize, type Sizing } from '../drawing/draw-size';
import type { AnsweredCell, Population } from './expected-width';
import { afterAll, afterLowest, afterRandom, afterSample, unanswered } from './planned-answers';
import { isBelow, type PlanningCell } from './planning-cell';

/** What a draw of the loop file adds to the combined estimate. */
export interface PlannedDraw {
  name: string;
  /** Labels to expect of it; null where that cannot be said beforehand. */
  labels: number | null;
  /** Why the combined estimate gains nothing from it, or this plan cannot say what; null: it counts. */
  notCounted: string | null;
}

export interface ConfiguredDraws {
  draws: PlannedDraw[];
  /** Answers to expect of each cell when all that is drawn is answered. */
  answered: AnsweredCell[];
  /** The same without the random and the low-confidence draws: what a split of labels finds in place. */
  beside: AnsweredCell[];
  /** Size of the evaluation draw. */
  evaluation: number;
}

type Config = Pick<LoopConfig, 'draws' | 'annotation'>;

/**
 * What the draws of a loop file answer in each cell, one after the other as a round draws them.
 * @param flagsKnown whether the cells tell flagged and corrected objects apart, if only to say that there are none
 */
export function configuredDraws(
  { draws, annotation: { blind } }: Config,
  cells: readonly PlanningCell[],
  { population, sizing, flagsKnown }: { population: Population; sizing: Sizing; flagsKnown: boolean },
): ConfiguredDraws {
  let answered = unanswered(cells);
  let beside = unanswered(cells);
  let evaluation = 0;
  const planned = draws.map((draw): PlannedDraw => {
    const { name, purpose, strategy } = draw;
    if (purpose === 'evaluation') {
      evaluation = Math.min(drawSize(draw.size, population, sizing), population ?? Number.POSITIVE_INFINITY);
      answered = afterRandom(answered, evaluation);
      return { name, labels: evaluation, notCounted: null };
    }
    const notCounted = reasonAgainst(draw, blind, population) ?? unforeseen(draw, cells, flagsKnown);
    if (notCounted !== null) return { name, labels: typeof draw.size === 'number' ? draw.size : null, notCounted };
    const before = answersOf(answered);
    answered = after(draw, answered, population);
    if (strategy !== 'low-confidence') beside = after(draw, beside, population);
    const labels = population === null ? draw.size : Math.round(answersOf(answered) - before);
    return { name, labels: typeof labels === 'number' ? labels : null, notCounted: null };
  });
  return { draws: planned, answered, beside, evaluation };
}

const answersOf = (cells: readonly AnsweredCell[]): number => cells.reduce((sum, { answers }) => sum + answers, 0);

function reasonAgainst({ strategy, take, where }: DrawConfig, blind: boolean, population: Population): string | null {
  if (!blind) return 'its people see the prediction (annotation.blind: false)';
  if (where.predictedClass !== null || where.capturedWithinMs !== null || Object.keys(where.tags).length > 0) {
    return 'what its `where` reaches is not known before the draw';
  }
  if (!COUNTED.includes(strategy)) return `where a ${strategy} draw takes its images is not known before the draw`;
  if (take === 'lowest' && population === null) return 'where its cut falls depends on how many objects there are';
  return null;
}

/** Why the cells do not say what a draw reaches. */
function unforeseen({ strategy }: DrawConfig, cells: readonly PlanningCell[], flagsKnown: boolean): string | null {
  if (strategy === 'low-confidence' && cells.every(({ band }) => band === null)) {
    return 'what confidences there are is not known';
  }
  const byUsers = strategy === 'flagged' || strategy === 'corrected';
  return byUsers && !flagsKnown ? 'how much users flag and correct is not known yet' : null;
}

const COUNTED: readonly DrawConfig['strategy'][] = ['random', 'all', 'low-confidence', 'flagged', 'corrected'];

function after({ strategy, below, take, size }: DrawConfig, cells: readonly AnsweredCell[], population: Population) {
  const reaches = (cell: AnsweredCell): boolean => {
    if (strategy === 'flagged') return cell.flagged;
    if (strategy === 'corrected') return cell.corrected;
    return strategy !== 'low-confidence' || below === null || isBelow(cell, below);
  };
  if (typeof size !== 'number') return afterAll(cells, reaches, population);
  if (take === 'lowest' && population !== null) return afterLowest(cells, reaches, size, population);
  return afterSample(cells, reaches, size, population);
}
