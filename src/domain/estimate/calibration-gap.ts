import type { IntervalEstimate, Proportion } from '../../contracts/proportion';
import type { StatedAnswer } from './auroc';
import { zOf } from './normal';

/**
 * Mean confidence minus accuracy of the same answers, with an interval put together from those of its two parts
 * (MOVER): d ∓ √(h² + e² − 2ρhe), h being z standard errors of the mean confidence, e the distance from the accuracy to
 * the end of its own (Wilson) interval that lies on the other side, ρ the correlation of confidence and being right.
 * Student's interval of the differences covers as little as 40 % where nearly all are right; this one keeps its level
 * there since Wilson's does.
 *
 * Among a few wrong answers (or a few right ones) ρ is mostly chance, and too large a ρ makes the interval too narrow:
 * it is shrunk by w/(w+1), w = n·a(1−a), a being the accuracy. The factor is our own;
 * test/domain/estimate/calibration-coverage.test.ts holds what it does.
 * Source: G. Y. Zou & A. Donner, Statistics in Medicine 27 (2008), 1693-1702; with correlation as R. G. Newcombe,
 * Statistics in Medicine 17 (1998), 2635-2650, does for paired proportions.
 * @param answers at least one
 * @param accuracy of the same answers
 */
export function calibrationGap(
  answers: readonly StatedAnswer[],
  accuracy: Proportion,
  confidence: number,
): IntervalEstimate {
  const n = answers.length;
  const rightShare = accuracy.successes / n;
  const mean = answers.reduce((sum, answer) => sum + answer.confidence, 0) / n;
  let [squares, products] = [0, 0];
  for (const answer of answers) {
    const deviation = answer.confidence - mean;
    squares += deviation * deviation;
    products += deviation * ((answer.right ? 1 : 0) - rightShare);
  }
  const spread = n * rightShare * (1 - rightShare);
  const correlation = products === 0 ? 0 : products / Math.sqrt(squares * spread);
  const shrunk = (correlation * spread) / (spread + 1);
  const ofConfidence = n === 1 ? 0 : zOf(confidence) * Math.sqrt(squares / (n - 1) / n);
  const reach = (ofAccuracy: number) =>
    Math.sqrt(Math.max(0, ofConfidence ** 2 + ofAccuracy ** 2 - 2 * shrunk * ofConfidence * ofAccuracy));
  const value = mean - rightShare;
  return {
    value,
    lower: Math.max(-1, value - reach((accuracy.upper ?? 1) - rightShare)),
    upper: Math.min(1, value + reach(rightShare - (accuracy.lower ?? 0))),
  };
}
