import type { ClassRegistry } from '../../contracts/classes';
import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow } from '../../contracts/rows';

type Scored = Pick<CensusRow, 'scores'>;

/**
 * How sure the model was of a row as a draw goes by it, the least sure being lowest; null where that is not known or where
 * the draw's threshold says that it was sure enough.
 */
export function doubtOf(
  { strategy, below, above }: DrawConfig,
  registry: ClassRegistry,
): (row: CensusRow) => number | null {
  const classes = registry.classes.filter(({ retired }) => !retired).length;
  const under = (value: number | null): number | null => (value !== null && value < (below ?? 2) ? value : null);
  switch (strategy) {
    case 'low-confidence':
      return (row) => under(row.confidence);
    case 'margin':
      return (row) => under(marginOf(row));
    case 'entropy':
      return (row) => {
        const entropy = entropyOf(row, classes);
        return entropy !== null && entropy > (above ?? -1) ? -entropy : null;
      };
    default:
      return () => null;
  }
}

/** How far the greatest score lies before the next one, 0..1; null with fewer than two scores. */
function marginOf({ scores }: Scored): number | null {
  if (scores === null) return null;
  let [first, second] = [-1, -1];
  for (const score of Object.values(scores)) {
    if (score > first) [first, second] = [score, first];
    else if (score > second) second = score;
  }
  return second < 0 ? null : first - second;
}

/**
 * Shannon entropy of the scores over its greatest value, ln K: 0 where the model was sure, 1 where all classes seemed
 * alike. Scores are taken relative to their sum. What a list of the greatest scores leaves of 1 is spread evenly over the
 * classes that it does not name: no other spread has more entropy, so an image is looked at rather than missed.
 * Null without scores, and where all of them are 0.
 * @param classes K, the number of classes that the model chooses from
 */
function entropyOf({ scores }: Scored, classes: number): number | null {
  if (scores === null) return null;
  const stated = Object.values(scores);
  const sum = stated.reduce((total, score) => total + score, 0);
  const unnamed = Math.max(0, classes - stated.length);
  const left = unnamed > 0 ? Math.max(0, 1 - sum) : 0;
  const total = sum + left;
  const all = stated.length + unnamed;
  if (total === 0 || all < 2) return null;
  const spread = left === 0 ? 0 : unnamed * term(left / unnamed / total);
  return (stated.reduce((entropy, score) => entropy + term(score / total), 0) + spread) / Math.log(all);
}

const term = (share: number): number => (share === 0 ? 0 : -share * Math.log(share));
