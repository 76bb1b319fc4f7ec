import type { Bounds } from '../../contracts/proportion';

/**
 * Between what the share lies if every unresolved item is wrong and if every one is right. Nothing is assumed about why
 * items stayed unresolved, which no interval can say; chance in the drawing is not in it.
 * Source: J. L. Horowitz & C. F. Manski, JASA 95 (2000), 77-84.
 */
export function boundsOf(successes: number, resolved: number, drawn: number): Bounds {
  const unresolved = drawn - resolved;
  if (drawn === 0) return { drawn, unresolved, lower: null, upper: null };
  return { drawn, unresolved, lower: successes / drawn, upper: (successes + unresolved) / drawn };
}
