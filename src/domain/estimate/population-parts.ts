import type { Population } from '../../contracts/population';

/** Counts of a population by confidence have bins of this width. */
const BINS = 20;

/** Edges of the bands that accuracy is shown by: finer where models claim to be sure. */
export const BAND_EDGES = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1] as const;

/** Objects of any model version with a confidence from `from` to `to`, both edges of bins. */
export function objectsInBand({ confidence }: Population, from: number, to: number): number {
  const [first, end] = [Math.round(from * BINS), Math.round(to * BINS)];
  return Object.values(confidence).reduce(
    (sum, { bins }) => sum + bins.slice(first, end).reduce((total, objects) => total + objects, 0),
    0,
  );
}

/** Objects by model version, the commonest first; null where production named none. */
export function objectsByVersion({ predictedClasses }: Population): Map<string | null, number> {
  const objects = Object.entries(predictedClasses).map(([version, classes]): [string | null, number] => [
    version === '' ? null : version,
    Object.values(classes).reduce((sum, of) => sum + of, 0),
  ]);
  return new Map(objects.sort(([a, m], [b, n]) => n - m || ((a ?? '') < (b ?? '') ? -1 : 1)));
}
