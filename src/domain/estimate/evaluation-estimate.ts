import type { ClassRegistry } from '../../contracts/classes';
import type { Estimate, ModelVersionEstimate } from '../../contracts/estimate';
import type { EvaluationConfig } from '../../contracts/loop-config';
import type { DrawRow, LabelRow } from '../../contracts/rows';
import type { Window } from '../../contracts/window';
import { liveClasses } from '../classes';
import { describeWindow } from '../windows';
import { boundsOf } from './bounds';
import { classEstimates, confusionOf } from './class-estimates';
import { count, isResolved, isRight, type JudgedItem, judgedItems } from './judged-items';
import { proportionOf, proportionOfWindow } from './proportion';

export interface EvaluationInput {
  window: Window;
  /** The round's draw; only its evaluation items are looked at. */
  draw: readonly DrawRow[];
  labels: readonly LabelRow[];
  /** How many objects the evaluation draw was taken from, by the model version that predicted them. */
  population: readonly { modelVersion: string | null; objects: number }[];
  registry: ClassRegistry;
  evaluation: EvaluationConfig;
  /** `until.evaluation.atLeast`. */
  atLeast: number;
  /** `filing.noisyAbove`. */
  noisyAbove: number | null;
}

export type EvaluationEstimate = Omit<Estimate, 'loop' | 'round' | 'version' | 'predecessor' | 'inputs'>;

/**
 * What the random evaluation draw says of the model: the share of objects for which it agrees with the people's
 * resolved labels. n counts resolved items; those that are not (skipped, disputed, missing, superseded) enter the bounds
 * alone. docs/statistics.md has formulas, assumptions and sources.
 * @throws RangeError when more was answered than the population holds
 */
export function evaluationEstimate(input: EvaluationInput): EvaluationEstimate {
  const { evaluation, registry, window } = input;
  const items = judgedItems(input.draw, input.labels);
  const resolved = items.filter(isResolved);
  const right = count(resolved, isRight);
  const population = input.population.reduce((sum, { objects }) => sum + objects, 0);
  return {
    window,
    estimand: estimandOf(window, population, items),
    confidence: evaluation.confidence,
    interval: evaluation.interval,
    population,
    accuracy: proportionOf(right, resolved.length, evaluation),
    accuracyThisWindow: proportionOfWindow(right, resolved.length, population, evaluation.confidence),
    bounds: boundsOf(right, resolved.length, items.length),
    byModelVersion: byModelVersion(items, input),
    byClass: classEstimates(resolved, classIds(resolved, registry), evaluation),
    confusion: confusionOf(resolved),
    sufficient: resolved.length > 0 && resolved.length >= input.atLeast,
    noisyBandError: noisyBandError(resolved, input),
  };
}

function estimandOf(window: Window, population: number, items: readonly JudgedItem[]): string {
  const superseded = count(items, (item) => item.superseded);
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
function byModelVersion(items: readonly JudgedItem[], input: EvaluationInput): ModelVersionEstimate[] {
  const objects = new Map(input.population.map((part) => [part.modelVersion, part.objects]));
  for (const { modelVersion } of items) if (!objects.has(modelVersion)) objects.set(modelVersion, 0);
  return [...objects]
    .sort(([a, m], [b, n]) => n - m || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([modelVersion, population]) => {
      const own = items.filter((item) => item.modelVersion === modelVersion);
      const [right, resolved] = [count(own, isRight), count(own, isResolved)];
      return {
        modelVersion,
        population,
        accuracy: proportionOf(right, resolved, input.evaluation),
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
