import { byRank, type Candidate, type Selection, type Taken } from './candidate';
import { LowestHeap } from './lowest-heap';

/**
 * A simple random sample and, for each model version with fewer than `least` of it, the next ranks of that version: within
 * a version the rows of lowest rank again, so a simple random sample of it. What is taken on top says so, and has the
 * version's own probability: the whole sample is the others alone.
 * @param within how many rows earlier draws may take
 */
export function toppedUpSelection(
  sample: Selection,
  least: number,
  within: () => number,
): Selection & { versions(): number } {
  const byVersion = new Map<string, { heap: LowestHeap<Candidate>; eligible: number }>();
  return {
    versions: () => byVersion.size,
    offer(candidate) {
      sample.offer(candidate);
      const version = versionOf(candidate.row);
      const known = byVersion.get(version) ?? {
        heap: new LowestHeap<Candidate>(() => least + within(), byRank),
        eligible: 0,
      };
      known.eligible += 1;
      known.heap.offer(candidate);
      byVersion.set(version, known);
    },
    take(gone) {
      const { matched, taken } = sample.take(gone);
      const sampled = new Set(taken.map(({ itemId }) => itemId));
      const topUps = [...byVersion].flatMap(([version, { heap, eligible }]): Taken[] => {
        const has = taken.filter(({ row }) => versionOf(row) === version).length;
        if (has >= least) return [];
        const next = heap
          .ascending()
          .filter(({ itemId }) => !gone.has(itemId) && !sampled.has(itemId))
          .slice(0, least - has);
        const objects = eligible - [...gone.values()].filter((row) => versionOf(row) === version).length;
        const probability = (has + next.length) / objects;
        return next.map((one) => ({ ...one, probability, probabilityKnown: true, topUp: true }));
      });
      return { matched, taken: [...taken, ...topUps] };
    },
  };
}

const versionOf = ({ modelVersion }: Candidate['row']): string => modelVersion ?? '';
