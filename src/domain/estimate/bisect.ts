/**
 * Where `isBelow` turns from true to false between `low` and `high`, to the last bit: some 60 halvings are cheaper than a
 * doubtful Newton step.
 * @param isBelow true up to some place, false beyond
 */
export function bisect(low: number, high: number, isBelow: (x: number) => boolean): number {
  let [below, above] = [low, high];
  for (;;) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) return middle;
    if (isBelow(middle)) below = middle;
    else above = middle;
  }
}
