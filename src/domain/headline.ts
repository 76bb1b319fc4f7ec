import type { EstimateHeadline } from '../contracts/estimate';

/** One decimal of a percentage: 0.731 -> '73.1 %'. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** An estimate in one line, never without its n: '73.0 % (63.6 to 80.7 %, n = 100)'. */
export function describeHeadline(headline: EstimateHeadline): string {
  const { value, lower, upper, n, sufficient } = headline;
  if (value === null || lower === null || upper === null) return `unknown (n = ${n})`;
  const said = `${percent(value)} (${(lower * 100).toFixed(1)} to ${percent(upper)}, n = ${n})`;
  return sufficient ? said : `${said}; too few answers to act on`;
}
