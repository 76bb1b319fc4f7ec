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

/**
 * What a proposal's accuracy is of: the window of the round, whichever models predicted in it. The model that would be
 * replaced may have been one of several.
 */
export const describeHeadlineOf = (round: string, headline: EstimateHeadline): string =>
  `${describeHeadline(headline)} in the window of ${round}`;
