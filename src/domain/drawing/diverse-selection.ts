import type { DiverseConfig } from '../../contracts/loop-config';
import type { CensusRow } from '../../contracts/rows';
import { HammingIndex } from '../hamming-index';
import { byRank, type Candidate, type Selection, type Taken } from './candidate';
import { LowestHeap } from './lowest-heap';

interface DiverseInput {
  size: number;
  diverse: DiverseConfig;
  /** How many rows earlier draws may take. */
  within: () => number;
  /** An image's perceptual hash; without one it is like no other. */
  hashOf(itemId: string): string | null | undefined;
  /** Hashes of what was drawn before. */
  drawnBefore(): Iterable<string>;
}

/**
 * Images that look like none that was taken or drawn before, at most so many of a class, from a random pool: in random
 * order each is taken unless it is alike. The chance of being in the pool is known, the chance of being taken is not.
 */
export function diverseSelection({ size, diverse, within, hashOf, drawnBefore }: DiverseInput): Selection & {
  /** The rows whose images are compared. */
  pool(gone: ReadonlyMap<string, CensusRow>): Candidate[];
} {
  const heap = new LowestHeap<Candidate>(() => diverse.pool + within(), byRank);
  let eligible = 0;
  const poolWithout = (gone: ReadonlyMap<string, CensusRow>): Candidate[] =>
    heap
      .ascending()
      .filter(({ itemId }) => !gone.has(itemId))
      .slice(0, diverse.pool);
  return {
    pool: poolWithout,
    offer(candidate) {
      eligible += 1;
      heap.offer(candidate);
    },
    take(gone) {
      const matched = eligible - gone.size;
      const pool = poolWithout(gone);
      const seen = new HammingIndex(diverse.radius);
      for (const hash of drawnBefore()) seen.add(hash);
      const ofClass = new Map<number, number>();
      const taken: Taken[] = [];
      for (const candidate of pool) {
        if (taken.length === size) break;
        const { predictedClass } = candidate.row;
        const count = ofClass.get(predictedClass) ?? 0;
        const hash = hashOf(candidate.itemId) ?? null;
        if (count >= (diverse.perClass ?? Number.POSITIVE_INFINITY) || (hash !== null && seen.hasNear(hash))) continue;
        if (hash !== null) seen.add(hash);
        ofClass.set(predictedClass, count + 1);
        taken.push({ ...candidate, probability: pool.length / matched, probabilityKnown: false, topUp: false });
      }
      return { matched, taken };
    },
  };
}
