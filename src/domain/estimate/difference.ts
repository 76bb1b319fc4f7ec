import type { ModelDifference } from '../../contracts/combined-estimate';
import { combinedEstimate } from './combined-estimate';
import type { CountedLabels } from './merge-cells';
import { poolRounds, type RoundCells } from './pool-rounds';
import type { Interval } from './wilson';

export interface DifferenceInput {
  /** All that either version may have predicted in, oldest window first. */
  rounds: readonly RoundCells[];
  modelVersion: string | null;
  against: string | null;
  labels: CountedLabels;
  confidence: number;
}

/**
 * Accuracy of one model version minus that of another, each of the traffic (no finite-population correction: that would
 * compare two windows, not two models). `confoundedWithTraffic` where they did not predict in the same rounds: then
 * what came in may have changed as well.
 */
export function modelDifference({ rounds, modelVersion, against, ...how }: DifferenceInput): ModelDifference {
  const [own, other] = [modelVersion, against].map((version) => {
    const cells = poolRounds(rounds, version).filter(({ objects }) => objects > 0);
    const seen = [...new Set(cells.map(({ round }) => round))];
    return { seen: JSON.stringify(seen), ...combinedEstimate({ ...how, cells, finite: false, reference: null }) };
  }) as [PooledEstimate, PooledEstimate];
  const about = {
    modelVersion,
    against,
    n: own.n,
    nAgainst: other.n,
    confoundedWithTraffic: own.seen !== other.seen,
  };
  if (!isKnown(own) || !isKnown(other)) return { ...about, value: null, lower: null, upper: null };
  return { ...about, value: own.value - other.value, ...differenceInterval(own, other) };
}

type PooledEstimate = ReturnType<typeof combinedEstimate> & { seen: string };

interface Known extends Interval {
  value: number;
}

const isKnown = <E extends { value: number | null; lower: number | null; upper: number | null }>(
  estimate: E,
): estimate is E & Known => estimate.value !== null && estimate.lower !== null && estimate.upper !== null;

/**
 * Interval of the difference of two independent estimates from the interval of each (MOVER). With Wilson's intervals it is
 * Newcombe's method 10.
 * Sources: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890; G. Y. Zou & A. Donner, Statistics in Medicine 27
 * (2008), 1693-1702.
 */
export function differenceInterval(a: Known, b: Known): Interval {
  const difference = a.value - b.value;
  return {
    lower: difference - Math.hypot(a.value - a.lower, b.upper - b.value),
    upper: difference + Math.hypot(a.upper - a.value, b.value - b.lower),
  };
}
