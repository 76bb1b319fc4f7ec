import type { Estimate, EstimateChanges } from '../../contracts/estimate';
import { isOfRandomSample, type JudgedItem } from './judged-items';

/** As many are named; an amendment that changed more has its labels in the ledger. */
const NAMED = 100;

type Said = Pick<JudgedItem, 'itemId' | 'status' | 'labelled' | 'purpose' | 'topUp'>;

/**
 * What an amendment moved: which evaluation items people now say something else of, and what that did to the accuracy.
 * @param before the items as the predecessor had them
 */
export function estimateChanges(
  items: readonly Said[],
  before: readonly Said[],
  accuracy: Estimate['accuracy'],
  predecessor: Pick<Estimate, 'accuracy'>,
  className: (id: number) => string,
): EstimateChanges {
  const words = ({ status, labelled }: Said): string => {
    if (labelled === null) return status;
    return labelled === 'none' ? 'None of these' : className(labelled);
  };
  const was = new Map(before.map((item) => [item.itemId, words(item)]));
  const changed = items
    .filter(isOfRandomSample)
    .map((item) => ({ itemId: item.itemId, from: was.get(item.itemId) ?? 'open', to: words(item) }))
    .filter(({ from, to }) => from !== to);
  return {
    items: changed.slice(0, NAMED),
    count: changed.length,
    accuracy: { from: predecessor.accuracy.value, to: accuracy.value },
    n: { from: predecessor.accuracy.n, to: accuracy.n },
  };
}
