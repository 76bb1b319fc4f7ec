import type { DrawSize } from '../../contracts/loop-config';
import { sizeForMargin } from '../planning/size-for-margin';

/** What a `size: { margin }` is computed from. */
export interface Sizing {
  /** Confidence level of the interval that is to be so narrow. */
  confidence: number;
  /** The accuracy to plan with, 0..1. */
  expected: number;
}

/** How many objects a draw takes at most: of `matched` objects, or of however many there may be. */
export function drawSize(size: DrawSize | null, matched: number | null, { confidence, expected }: Sizing): number {
  if (size === null) return Number.POSITIVE_INFINITY;
  if (typeof size === 'number') return size;
  return sizeForMargin({ margin: size.margin, confidence, expected, population: matched });
}
