import type { BandEstimate, SliceEstimate, TimeEstimate } from '../../contracts/estimate';
import type { Population } from '../../contracts/population';
import type { Proportion } from '../../contracts/proportion';
import { sliceOf, timePartOf, timePartStart } from '../drawing/population-tally';
import { count, isRight, type JudgedItem } from './judged-items';
import { BAND_EDGES, objectsInBand } from './population-parts';
import { type IntervalChoice, proportionOf } from './proportion';

/**
 * Accuracy on parts of the population. Given how many items of a random sample fall into a part, they are a random sample
 * of that part: each has its own proportion and n.
 */
interface Parts {
  /** Resolved items of the random sample. */
  resolved: readonly JudgedItem[];
  population: Population;
  choice: IntervalChoice;
}

const accuracyOf = (items: readonly JudgedItem[], choice: IntervalChoice): Proportion =>
  proportionOf(count(items, isRight), items.length, choice);

/** By confidence; nothing where production states none. */
export function bandEstimates({ resolved, population, choice }: Parts): BandEstimate[] {
  const bands = BAND_EDGES.slice(1).map((to, at) => ({ from: BAND_EDGES[at] ?? 0, to }));
  return bands.flatMap(({ from, to }) => {
    const objects = objectsInBand(population, from, to);
    const own = resolved.filter(
      ({ confidence }) => confidence !== null && confidence >= from && (confidence < to || to === 1),
    );
    return objects + own.length === 0 ? [] : [{ from, to, population: objects, accuracy: accuracyOf(own, choice) }];
  });
}

/** By capture (else storage) in parts of equal length; nothing for a window without objects. */
export function timeEstimates({ resolved, population, choice }: Parts): TimeEstimate[] {
  const { times } = population;
  if (population.objects === 0) return [];
  const partOf = timePartOf(times);
  return times.counts.map((objects, part) => ({
    start: timePartStart(times, part),
    end: timePartStart(times, part + 1),
    population: objects,
    accuracy: accuracyOf(
      resolved.filter((item) => partOf(item) === part),
      choice,
    ),
  }));
}

/** By the values of each tag that the loop names, the commonest first. */
export function sliceEstimates({ resolved, population, choice }: Parts): SliceEstimate[] {
  return Object.entries(population.slices).flatMap(([slice, counts]) =>
    Object.entries(counts)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .map(([value, objects]) => ({
        slice,
        value: value === '' ? null : value,
        population: objects,
        accuracy: accuracyOf(
          resolved.filter(({ slices }) => sliceOf(slices, slice, counts) === value),
          choice,
        ),
      })),
  );
}
