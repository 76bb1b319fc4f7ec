import { wilsonInterval } from '../estimate/wilson';

/**
 * Half the width of Wilson's interval where `n` answers show the share `accuracy`. It falls strictly with n, from 1/2
 * towards 0: its square is z²(pq·n + z²/4)/(n + z²)², whose derivative by n is negative as pq ≤ 1/4.
 * @param n more than 0, not necessarily whole (an effective number of answers); `Infinity` gives 0
 */
export function halfWidth(accuracy: number, n: number, confidence: number): number {
  if (n === Number.POSITIVE_INFINITY) return 0;
  const { lower, upper } = wilsonInterval(accuracy * n, n, confidence);
  return (upper - lower) / 2;
}
