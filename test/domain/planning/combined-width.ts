import { wilsonInterval } from '../../../src/domain/estimate/wilson';

/** The combined estimate's half width by its definition in docs/statistics.md, for cells that all have answers. */
export function combinedHalfWidth(
  cells: readonly { share: number; objects: number; answers: number; right: number }[],
  confidence: number,
): number {
  let [value, smooth, variance] = [0, 0, 0];
  for (const { share, objects, answers, right } of cells) {
    const p = (right + 0.5) / (answers + 1);
    value += (share * right) / answers;
    smooth += share * p;
    variance += (share * share * (1 - answers / objects) * p * (1 - p)) / answers;
  }
  const n = (smooth * (1 - smooth)) / variance;
  const { lower, upper } = wilsonInterval(value * n, n, confidence);
  return (upper - lower) / 2;
}
