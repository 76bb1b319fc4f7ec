import type { ClassRegistry } from '../../contracts/classes';
import type { Estimate, ModelVersionEstimate } from '../../contracts/estimate';
import type { EvaluationConfig } from '../../contracts/loop-config';
import type { Population } from '../../contracts/population';
import type { Window } from '../../contracts/window';
import { liveClasses } from '../classes';
import { describeWindow } from '../windows';
import { boundsOf } from './bounds';
import { averagesOf, classEstimates, confusionOf } from './class-estimates';
import { count, isOfRandomSample, isResolved, isRight, type JudgedItem } from './judged-items';
import { bandEstimates, sliceEstimates, timeEstimates } from './part-estimates';
import { objectsByVersion } from './population-parts';
import { proportionOf, proportionOfWindow } from './proportion';

export interface EvaluationInput {
  window: Window;
  /** Everything that the round drew; only evaluation items are looked at. */
  items: readonly JudgedItem[];
  /** What the evaluation draw was taken from. */
  population: Population;
  registry: ClassRegistry;
  evaluation: Pick<EvaluationConfig, 'confidence' | 'target' | 'interval'>;
  /** `until.evaluation.atLeast`. */
  atLeast: number;
  /** `filing.noisyAbove`. */
  noisyAbove: number | null;
}

/** What the random evaluation draw alone says. */
export type EvaluationEstimate = Pick<
  Estimate,
  | 'window'
  | 'estimand'
  | 'confidence'
  | 'interval'
  | 'target'
  | 'population'
  | 'accuracy'
  | 'accuracyThisWindow'
  | 'bounds'
  | 'byModelVersion'
  | 'byClass'
  | 'macro'
  | 'weighted'
  | 'byBand'
  | 'byTime'
  | 'bySlice'
  | 'confusion'
  | 'sufficient'
  | 'noisyBandError'
>;

/**
 * What the random evaluation draw says of the model: the share of objects for which it agrees with the people's
 * resolved labels. n counts resolved items; those that are not (skipped, disputed, missing, superseded) enter the bounds
 * alone. Items that were added so that each model version has enough count for their version only. docs/statistics.md has
 * formulas, assumptions and sources.
 * @throws RangeError when more was answered than the population holds
 */
export function evaluationEstimate(input: EvaluationInput): EvaluationEstimate {
  const { evaluation, registry, window, population } = input;
  const items = input.items.filter(isOfRandomSample);
  const resolved = items.filter(isResolved);
  const right = count(resolved, isRight);
  const byClass = classEstimates(resolved, classIds(resolved, registry), evaluation);
  const parts = { resolved, population, choice: evaluation };
  return {
    window,
    estimand: estimandOf(window, population.objects, items),
    confidence: evaluation.confidence,
    interval: evaluation.interval,
    target: evaluation.target,
    population: population.objects,
    accuracy: proportionOf(right, resolved.length, evaluation),
    accuracyThisWindow: proportionOfWindow(right, resolved.length, population.objects, evaluation.confidence),
    bounds: boundsOf(right, resolved.length, items.length),
    byModelVersion: byModelVersion(input),
    byClass,
    ...averagesOf(byClass),
    byBand: bandEstimates(parts),
    byTime: timeEstimates(parts),
    bySlice: sliceEstimates(parts),
    confusion: confusionOf(resolved),
    sufficient: resolved.length > 0 && resolved.length >= input.atLeast,
    noisyBandError: noisyBandError(resolved, input),
  };
}

function estimandOf(window: Window, population: number, items: readonly JudgedItem[]): string {
  const superseded = count(items, ({ status }) => status === 'superseded');
  const resolved = count(items, isResolved);
  const open = items.length - resolved;
  const changed = superseded === 0 ? '' : `, ${superseded} of them because the object changed after it was drawn`;
  return (
    `Share of the ${population} new objects (${describeWindow(window)}) for which the model agrees with the ` +
    `resolved labels of people; from ${resolved} resolved items of a simple random sample of ${items.length}` +
    (open === 0
      ? '.'
      : `. ${open} ${open === 1 ? 'is' : 'are'} unresolved${changed}: the bounds show what they could change.`)
  );
}

/** Given how many items of a version the draw holds, they are a random sample of that version's objects. */
function byModelVersion({ items, population, evaluation }: EvaluationInput): ModelVersionEstimate[] {
  const drawn = items.filter(({ purpose }) => purpose === 'evaluation');
  const objects = objectsByVersion(population);
  for (const { modelVersion } of drawn) if (!objects.has(modelVersion)) objects.set(modelVersion, 0);
  return [...objects].map(([modelVersion, of]) => {
    const own = drawn.filter((item) => item.modelVersion === modelVersion);
    const [right, resolved] = [count(own, isRight), count(own, isResolved)];
    return {
      modelVersion,
      population: of,
      accuracy: proportionOf(right, resolved, evaluation),
      bounds: boundsOf(right, resolved, own.length),
    };
  });
}

/** Every class that people can choose, and retired ones that were seen all the same. */
function classIds(resolved: readonly JudgedItem[], registry: ClassRegistry): number[] {
  const seen = resolved.flatMap(({ labelled, predicted }) =>
    typeof labelled === 'number' ? [labelled, predicted] : [predicted],
  );
  return [...new Set([...liveClasses(registry).map((entry) => entry.id), ...seen])].sort((a, b) => a - b);
}

/** How often the model is wrong where it is as sure as for what `filing.noisyAbove` files without a person's look. */
function noisyBandError(resolved: readonly JudgedItem[], input: EvaluationInput): Estimate['noisyBandError'] {
  const { noisyAbove } = input;
  if (noisyAbove === null) return null;
  const sure = resolved.filter((item) => item.confidence !== null && item.confidence >= noisyAbove);
  return proportionOf(
    count(sure, (item) => !isRight(item)),
    sure.length,
    input.evaluation,
  );
}
