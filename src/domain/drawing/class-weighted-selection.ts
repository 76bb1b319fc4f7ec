import { byRank, type Candidate, type Selection } from './candidate';
import { classQuotas } from './class-quotas';
import { LowestHeap } from './lowest-heap';

interface ClassWeightedInput {
  size: number;
  /** Weight of an object by its predicted class; null: the same number of each class. */
  weightOf: ((classId: number) => number) | null;
  capacity: () => number;
  /** A random number, 0 <= start < 1, that is the same on every retry. */
  start: number;
}

/**
 * So many of each predicted class, and a simple random sample of that class. The number is the class's quota rounded up
 * or down at random, such that on average it is the quota: systematic sampling with a random start (Madow & Madow 1944). So each
 * object of class c had the chance quota_c / objects_c, and none with a weight had none.
 */
export function classWeightedSelection({ size, weightOf, capacity, start }: ClassWeightedInput): Selection {
  const byClass = new Map<number, { heap: LowestHeap<Candidate>; eligible: number }>();
  return {
    offer(candidate) {
      const id = candidate.row.predictedClass;
      const known = byClass.get(id) ?? { heap: new LowestHeap(capacity, byRank), eligible: 0 };
      known.eligible += 1;
      known.heap.offer(candidate);
      byClass.set(id, known);
    },
    take(gone) {
      const classes = [...byClass]
        .map(([id, { heap, eligible }]) => {
          const free = heap.ascending().filter(({ itemId }) => !gone.has(itemId));
          return { id, free, objects: eligible - [...gone.values()].filter((row) => row.predictedClass === id).length };
        })
        .sort((a, b) => a.id - b.id);
      const quotas = classQuotas(
        classes.map(({ id, objects }) => ({ objects, weight: weightOf ? weightOf(id) : 1 / Math.max(objects, 1) })),
        size,
      );
      let upTo = start;
      const taken = classes.flatMap(({ free, objects }, at) => {
        const quota = quotas[at] ?? 0;
        const count = Math.floor(upTo + quota) - Math.floor(upTo);
        upTo += quota;
        return free
          .slice(0, count)
          .map((one) => ({ ...one, probability: quota / objects, probabilityKnown: true, topUp: false }));
      });
      return { matched: classes.reduce((sum, { objects }) => sum + objects, 0), taken };
    },
  };
}
