import { bisect } from './bisect';
import { upperIncompleteGamma } from './incomplete-gamma';

/**
 * Probability that a χ² variable with `degrees` degrees of freedom exceeds x.
 * Source: DLMF 8.2.4 with a = degrees/2, x/2.
 * @param degrees more than 0
 */
export const chiSquareTail = (x: number, degrees: number): number => upperIncompleteGamma(degrees / 2, x / 2);

/**
 * What a χ² variable stays below with probability p.
 * @param p 0 < p < 1
 * @param degrees of freedom, more than 0
 * @throws RangeError otherwise
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1 is needed, not ${p}`);
  if (!(degrees > 0)) throw new RangeError(`degrees of freedom are more than 0, not ${degrees}`);
  let beyond = degrees + 1;
  while (chiSquareTail(beyond, degrees) > 1 - p) beyond *= 2;
  return bisect(0, beyond, (x) => chiSquareTail(x, degrees) > 1 - p);
}
