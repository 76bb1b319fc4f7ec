/** One of these, each as likely as the others. */
export function oneOf<T>(of: readonly T[], random: () => number): T {
  const chosen = of[Math.floor(random() * of.length)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}

/** A whole number from `from` to `to`, both inclusive. */
export const between = (from: number, to: number, random: () => number): number =>
  from + Math.floor(random() * (to - from + 1));

/** So many draws of the same, from one after the other. */
export const times = <T>(count: number, draw: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => draw(index));
