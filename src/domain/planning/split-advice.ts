import { percent } from '../headline';
import type { Split } from './allocation';

/** A split pays where its interval is at least this much narrower. */
const WORTH = 0.1;

const points = (share: number): string => (share * 100).toFixed(1);

/**
 * What to make of a split, in one sentence: that it does not pay where it gains less than 10 % on as many random labels, and
 * where its gain is that of weighting random labels by confidence, which needs no low-confidence label. Null: it pays.
 */
export function splitAdvice(split: Split): string | null {
  const { random, lowConfidence, halfWidth, allRandomHalfWidth, allRandomWeightedHalfWidth, ratioToRandom } = split;
  const total = random + lowConfidence;
  if (halfWidth === 0) return `it does not pay to split: ${total} labels answer everything there is`;
  if (ratioToRandom > 1 - WORTH) {
    const best = lowConfidence === 0 ? 'no split' : 'the best split';
    return (
      `it does not pay: ${best} gives ± ${points(halfWidth)} points, and ${total} random labels ± ${points(allRandomHalfWidth)} ` +
      `by themselves (${percent(1 - ratioToRandom)} narrower; 10 % would be worth it)`
    );
  }
  if (halfWidth > (1 - WORTH) * allRandomWeightedHalfWidth) {
    return (
      `most of the gain is weighting by confidence: ${total} random labels, weighted, give ± ${points(allRandomWeightedHalfWidth)}; ` +
      'what speaks for low-confidence labels is that they train the model too, which random ones never do'
    );
  }
  return null;
}
