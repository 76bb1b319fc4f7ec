import { byDoubt, byRank, type Candidate, type Selection } from './candidate';
import { LowestHeap } from './lowest-heap';

interface LowestInput {
  /** Whether the least sure are taken, up to a cut; else the rows of lowest rank, a simple random sample. */
  cuts: boolean;
  /** How many it takes of so many. */
  sizeOf: (matched: number) => number;
  /** How many it must keep, so that enough is left when earlier draws have taken theirs. */
  capacity: () => number;
}

/** The rows of lowest rank, or of lowest doubt. `probability` is taken/matched for a sample, and 1 for what a cut took. */
export function lowestSelection({ cuts, sizeOf, capacity }: LowestInput): Selection {
  const heap = new LowestHeap<Candidate>(capacity, cuts ? byDoubt : byRank);
  let eligible = 0;
  return {
    offer(candidate) {
      eligible += 1;
      heap.offer(candidate);
    },
    take(gone) {
      const matched = eligible - gone.size;
      const free = heap.ascending().filter(({ itemId }) => !gone.has(itemId));
      const taken = free.slice(0, sizeOf(matched));
      const probability = cuts ? 1 : taken.length / matched;
      return {
        matched,
        taken: taken.map((one) => ({ ...one, probability, probabilityKnown: true, topUp: false })),
      };
    },
  };
}
