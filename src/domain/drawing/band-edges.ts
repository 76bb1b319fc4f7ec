/** Where a band of confidence may begin. */
export interface EdgeCandidate {
  /** A confidence, 0..1. */
  edge: number;
  /** How many objects are less confident. */
  below: number;
}

/** A band holds at least this share of its model version's objects … */
const LEAST_SHARE = 0.05;
/** … and at least so many objects: smaller cells get no answers of their own. */
const LEAST_OBJECTS = 20;

/**
 * The inner edges of the confidence bands of one model version, ascending. Of candidates that are so near to each other
 * that the band between them would be tiny, the first one stays: name those that matter more first.
 * @param objects of this version that state a confidence
 */
export function bandEdges(candidates: readonly EdgeCandidate[], objects: number): number[] {
  const least = Math.max(LEAST_SHARE * objects, LEAST_OBJECTS);
  // The ends are edges too.
  const kept: EdgeCandidate[] = [
    { edge: 0, below: 0 },
    { edge: 1, below: objects },
  ];
  for (const candidate of candidates) {
    // A band reaches to 1 and holds it.
    if (candidate.edge >= 1) continue;
    if (kept.every(({ below }) => Math.abs(candidate.below - below) >= least)) kept.push(candidate);
  }
  return kept
    .slice(2)
    .map(({ edge }) => edge)
    .sort((a, b) => a - b);
}

/** The band of a confidence: from `from` (included) to `to` (excluded, but for 1). */
export function bandOf(confidence: number, edges: readonly number[]): { from: number; to: number } {
  let from = 0;
  for (const edge of edges) {
    if (confidence < edge) return { from, to: edge };
    from = edge;
  }
  return { from, to: 1 };
}
