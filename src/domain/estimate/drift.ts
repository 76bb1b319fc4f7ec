import type { DriftEstimate } from '../../contracts/alarms';
import type { Population } from '../../contracts/population';
import { chiSquareQuantile } from './chi-square';
import { objectsByVersion } from './population-parts';

/**
 * Share of looks, were nothing changed, in which the index stays below its critical value. Two distributions are looked
 * at in each window: at 99 % one look of a hundred would be a false alarm, and two years of three would hold one.
 */
const LEVEL = 0.999;

/**
 * Added to every count, so that a bin that one side lacks has a logarithm. Rare bins then make false alarms rarer, not
 * more frequent.
 */
const SMOOTHING = 0.5;

export interface StabilityIndex {
  psi: number;
  /** What chance alone stays below, 999 times in 1,000. */
  critical: number;
  /** Bins that either side has something in. */
  bins: number;
}

/**
 * Population stability index of two distributions over the same bins, Σ (pᵢ − qᵢ)·ln(pᵢ/qᵢ): Kullback and Leibler's
 * divergence there and back. Where both are samples of one distribution, PSI·nm/(n+m) is about χ² with one degree of
 * freedom fewer than there are bins.
 * Source: B. Yurdakul & J. Naranjo, Journal of Risk Model Validation 14 (2020), issue 4. Half an object is added to
 * every bin.
 * @param counts objects per bin; a bin that is missing has none
 * @returns null where either side is empty
 */
export function stabilityIndex(
  counts: ReadonlyMap<string, number>,
  reference: ReadonlyMap<string, number>,
): StabilityIndex | null {
  const [n, m] = [total(counts), total(reference)];
  if (n === 0 || m === 0) return null;
  const bins = [...new Set([...counts.keys(), ...reference.keys()])].filter(
    (bin) => (counts.get(bin) ?? 0) + (reference.get(bin) ?? 0) > 0,
  );
  const share = (of: ReadonlyMap<string, number>, bin: string, all: number) =>
    ((of.get(bin) ?? 0) + SMOOTHING) / (all + SMOOTHING * bins.length);
  const psi = bins.reduce((sum, bin) => {
    const [p, q] = [share(counts, bin, n), share(reference, bin, m)];
    return sum + (p - q) * Math.log(p / q);
  }, 0);
  const critical = bins.length === 1 ? 0 : chiSquareQuantile(LEVEL, bins.length - 1) * (1 / n + 1 / m);
  return { psi, critical, bins: bins.length };
}

/**
 * What changed between two windows: the mix of model versions, and, within the version that predicted most of the newer
 * one, the mix of predicted classes and of confidences. What the reference has nothing to compare with is left out:
 * take the first round that saw the same version as reference, or a slow drift is never seen.
 * @param reference the round it is compared with
 */
export function driftBetween(
  population: Population,
  reference: { round: string; population: Population },
): DriftEstimate[] {
  const version = [...objectsByVersion(population).keys()][0] ?? null;
  const compare = (of: DriftEstimate['of'], counts: (from: Population) => Map<string, number>): DriftEstimate[] => {
    const [now, then] = [counts(population), counts(reference.population)];
    const index = stabilityIndex(now, then);
    return index === null ? [] : [{ of, reference: reference.round, ...index, n: total(now), nReference: total(then) }];
  };
  return [
    ...compare('predicted class', (from) => new Map(Object.entries(from.predictedClasses[version ?? ''] ?? {}))),
    ...compare('confidence', (from) => tenthsOf(from, version ?? '')),
    ...compare('model version', (from) => new Map([...objectsByVersion(from)].map(([key, n]) => [key ?? '', n]))),
  ];
}

/** Ten bins of equal width, as is customary for the index, and one for objects that state no confidence. */
function tenthsOf({ confidence }: Population, version: string): Map<string, number> {
  const { bins, unknown } = confidence[version] ?? { bins: [], unknown: 0 };
  const tenths = new Map([['unknown', unknown]]);
  for (const [at, objects] of bins.entries()) {
    const tenth = String(Math.floor((at * 10) / bins.length));
    tenths.set(tenth, (tenths.get(tenth) ?? 0) + objects);
  }
  return tenths;
}

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);
