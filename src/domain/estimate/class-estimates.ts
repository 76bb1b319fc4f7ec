import type { ClassAverages, ClassEstimate, Estimate } from '../../contracts/estimate';
import { count, type JudgedItem } from './judged-items';
import { type IntervalChoice, proportionOf } from './proportion';

/**
 * Recall (of the items that people call so, how many the model found) and precision (of those that the model calls so,
 * how many are) of each class, and F1, their harmonic mean. How many items of a class a random draw holds is chance;
 * given that number, hits among them are binomial, so each is a proportion with its own n. F1 is null for a class that
 * nobody and nothing named.
 */
export function classEstimates(
  resolved: readonly JudgedItem[],
  classIds: readonly number[],
  choice: IntervalChoice,
): ClassEstimate[] {
  return classIds.map((classId) => {
    const labelled = count(resolved, (item) => item.labelled === classId);
    const predicted = count(resolved, (item) => item.predicted === classId);
    const hits = count(resolved, (item) => item.labelled === classId && item.predicted === classId);
    return {
      classId,
      recall: proportionOf(hits, labelled, choice),
      precision: proportionOf(hits, predicted, choice),
      f1: labelled + predicted === 0 ? null : (2 * hits) / (labelled + predicted),
    };
  });
}

/** counts[labelled class id or 'none'][predicted class id]; what did not occur is left out. */
export function confusionOf(resolved: readonly JudgedItem[]): Estimate['confusion'] {
  const counts: Estimate['confusion'] = {};
  for (const { labelled, predicted } of resolved) {
    const row = counts[String(labelled)] ?? {};
    row[String(predicted)] = (row[String(predicted)] ?? 0) + 1;
    counts[String(labelled)] = row;
  }
  return counts;
}

/**
 * Means over classes. Macro: every class that has the measure counts alike, so rare classes weigh as much as common ones.
 * Weighted: by the items that people call so. They are means of estimates with different n and have no interval.
 */
export function averagesOf(classes: readonly ClassEstimate[]): { macro: ClassAverages; weighted: ClassAverages } {
  const alike = () => 1;
  const bySupport = ({ recall }: ClassEstimate) => recall.n;
  const averages = (weight: (of: ClassEstimate) => number): ClassAverages => ({
    recall: mean(classes, ({ recall }) => recall.value, weight),
    precision: mean(classes, ({ precision }) => precision.value, weight),
    f1: mean(classes, ({ f1 }) => f1, weight),
  });
  return { macro: averages(alike), weighted: averages(bySupport) };
}

function mean(
  classes: readonly ClassEstimate[],
  value: (of: ClassEstimate) => number | null,
  weight: (of: ClassEstimate) => number,
): number | null {
  let [sum, weights] = [0, 0];
  for (const of of classes) {
    const own = value(of);
    if (own === null) continue;
    sum += weight(of) * own;
    weights += weight(of);
  }
  return weights === 0 ? null : sum / weights;
}
