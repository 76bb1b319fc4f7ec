const HALF_LOG_2PI = 0.9189385332046727;
/** B_{2k} / (2k(2k-1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];

/** ln Γ(x) for x > 0 by Stirling's series (DLMF 5.11.1), shifted up to where seven terms are exact enough. */
export function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 15) {
    product *= shifted;
    shifted += 1;
  }
  const squared = shifted * shifted;
  const series = STIRLING.reduceRight((sum, term) => sum / squared + term, 0) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_2PI + series - Math.log(product);
}
