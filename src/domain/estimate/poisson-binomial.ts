/** Too unlikely to move a mean, however many outcomes are left out. */
const NEGLIGIBLE = 1e-18;

/**
 * E|X − E X| for the number X of successes in independent trials of different probabilities: how far a count lies from
 * its expectation by chance alone. Exact, by adding one trial after the other to the distribution (R. E.
 * Barlow & K. D. Heidtmann, IEEE Transactions on Reliability 33 (1984), 322-323); outcomes below 1e-18 are left out at both
 * ends, so that 10,000 trials take milliseconds.
 */
export function meanAbsoluteDeviation(probabilities: readonly number[]): number {
  const chance = new Float64Array(probabilities.length + 2);
  chance[0] = 1;
  let [least, most, expected] = [0, 0, 0];
  for (const p of probabilities) {
    most += 1;
    for (let k = most; k > least; k -= 1) chance[k] = (chance[k] ?? 0) * (1 - p) + (chance[k - 1] ?? 0) * p;
    chance[least] = (chance[least] ?? 0) * (1 - p);
    while (least < most && (chance[least] ?? 0) < NEGLIGIBLE) {
      chance[least] = 0;
      least += 1;
    }
    while (most > least && (chance[most] ?? 0) < NEGLIGIBLE) {
      chance[most] = 0;
      most -= 1;
    }
    expected += p;
  }
  let sum = 0;
  for (let k = least; k <= most; k += 1) sum += Math.abs(k - expected) * (chance[k] ?? 0);
  return sum;
}
