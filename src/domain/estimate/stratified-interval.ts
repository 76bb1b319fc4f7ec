import { bisect } from './bisect';
import { zOf } from './normal';
import type { Interval } from './wilson';

/** A part of the population of which `resolved` objects were looked at, at random within it. */
export interface Stratum {
  objects: number;
  /** At least one. */
  resolved: number;
  right: number;
}

export interface IntervalOptions {
  confidence: number;
  /** Of just these objects; false: of the traffic that they are a sample of. */
  finite: boolean;
}

/** p = Σ W x/m, W being a stratum's share of the objects: unbiased, whatever the strata. */
export function stratifiedMean(strata: readonly Stratum[]): number {
  const population = strata.reduce((sum, { objects }) => sum + objects, 0);
  // Divided last: where all is right this is 1 to the last bit.
  return strata.reduce((sum, { objects, resolved, right }) => sum + (objects * right) / resolved, 0) / population;
}

/**
 * Wilson's interval with an effective number of answers, for a mean over strata: all p0 with
 * (p - p0)² <= z² p0(1-p0) / n_eff(p0). With one stratum it is Wilson's (`finite`: that of a window), with all of them
 * looked at whole it is a point.
 *
 * n_eff = P(1-P)/V with V = Σ W² g q(1-q)/m, P = Σ W q, g = (N-m)/(N-1) where `finite` (a stratum looked at whole adds
 * no variance), q = (m·q0 + ¼)/(m + ½). The q0 are the most likely accuracies of the strata *if the mean were p0*, not
 * the observed ones: with those, a band of twelve right answers of twelve is taken for almost certain. The ¼ keeps such
 * a band from counting as certain under p0 too. Without either the interval covers below 92 % in places (simulated).
 * Without `finite`, V holds Σ W (q-P)²/N as well: the window's mix of strata is itself a sample of the traffic's.
 *
 * Sources: E. L. Korn & B. I. Graubard, Survey Methodology 24 (1998), 193-201, and C. Franco, R. J. A. Little, T. A. Louis
 * & E. V. Slud, J. Surv. Stat. Methodol. 7 (2019), 334-364 (effective n); A. Martín Andrés, M. Álvarez Hernández &
 * I. Herranz Tejedor, Stat. Methods Med. Res. 20 (2011), 369-387 (score interval of a weighted sum of proportions);
 * W. G. Cochran, Sampling Techniques (3rd ed. 1977), chapters 5 and 12 (variance over strata, and of the mix).
 */
export function stratifiedInterval(strata: readonly Stratum[], { confidence, finite }: IntervalOptions): Interval {
  const terms = termsOf(strata, finite);
  const p = stratifiedMean(strata);
  if (terms.every(({ left }) => left === 0)) return { lower: p, upper: p };
  const population = strata.reduce((sum, { objects }) => sum + objects, 0);
  const mixObjects = finite ? Number.POSITIVE_INFINITY : population;
  const z = zOf(confidence);
  const end = (pull: 1 | -1): number => {
    const surprising = (strength: number): boolean => {
      const { mean, variance } = ifPulled(terms, pull * strength, mixObjects);
      return (p - mean) ** 2 > z * z * variance + ROUNDING;
    };
    return ifPulled(terms, pull * firstWhere(surprising), mixObjects).mean;
  };
  // At 0 and 1 nothing lies beyond; rounding must not leave the end beside that.
  return { lower: p === 0 ? 0 : Math.min(p, end(1)), upper: p === 1 ? 1 : Math.max(p, end(-1)) };
}

/** Where all strata are right, p0 = p has no variance: rounding must not make it surprising. */
const ROUNDING = 1e-18;

interface Term {
  weight: number;
  observed: number;
  answers: number;
  /** g: what not having looked at every object leaves to chance, 0 to 1. */
  left: number;
}

function termsOf(strata: readonly Stratum[], finite: boolean): Term[] {
  const population = strata.reduce((sum, { objects }) => sum + objects, 0);
  return strata.map(({ objects, resolved, right }) => ({
    weight: objects / population,
    observed: right / resolved,
    answers: resolved,
    left: !finite ? 1 : objects === resolved ? 0 : (objects - resolved) / (objects - 1),
  }));
}

/** Mean and variance where the strata are most likely as `pull` (a Lagrange multiplier) lowers or raises the mean. */
function ifPulled(terms: readonly Term[], pull: number, mixObjects: number): { mean: number; variance: number } {
  let [mean, smoothMean, smoothSquares, variance] = [0, 0, 0, 0];
  for (const { weight, observed, answers, left } of terms) {
    const q0 = left === 0 ? observed : pulled(observed, answers / left, pull * weight);
    const q = (answers * q0 + 0.25) / (answers + 0.5);
    mean += weight * q0;
    smoothMean += weight * q;
    smoothSquares += weight * q * q;
    variance += (weight * weight * left * q * (1 - q)) / answers;
  }
  const mix = Math.max(0, smoothSquares - smoothMean ** 2) / mixObjects;
  const effective = (smoothMean * (1 - smoothMean)) / (variance + mix);
  return { mean, variance: Math.max(0, mean * (1 - mean)) / effective };
}

/** The q in [0, 1] with m(observed - q) = pull·q(1-q): most likely under the constraint that `pull` stands for. */
function pulled(observed: number, m: number, pull: number): number {
  const b = m + pull;
  // b² - 4·pull·m·observed, as a sum of what is not negative.
  const root = sqrt(pull > 0 ? (m - pull) ** 2 + 4 * pull * m * (1 - observed) : b * b - 4 * pull * m * observed);
  return b >= 0 ? (2 * m * observed) / (b + root) : (b - root) / (2 * pull);
}

const { sqrt } = Math;

/** The least strength at which `is` holds; a very great one where it never does. */
function firstWhere(is: (strength: number) => boolean): number {
  let [low, high] = [0, 1];
  while (!is(high) && high < 1e15) [low, high] = [high, high * 2];
  return bisect(low, high, (strength) => !is(strength));
}
