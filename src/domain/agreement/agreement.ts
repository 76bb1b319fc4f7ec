import type { AgreementEstimate } from '../../contracts/agreement';
import type { LabelRow } from '../../contracts/rows';
import type { IntervalChoice } from '../estimate/proportion';
import { firstDecisions, pairsOf, patternsOf } from './counted-items';
import { krippendorffAlpha } from './krippendorff-alpha';
import { leaveOneOut } from './leave-one-out';
import { rawAgreement } from './raw-agreement';

export interface AgreementInput {
  /** Blind ones only: who saw the prediction agrees with others through it. */
  labels: readonly Pick<LabelRow, 'votes'>[];
  /** How many people every item was put before: `annotation.annotators`. */
  annotators: number;
  choice: IntervalChoice;
  /** Of the bootstrap, such as the round's id: the same labels and seed give the same interval. */
  seed: string;
}

/**
 * How far people agree with each other; items are taken as independent. docs/statistics.md has formulas, assumptions
 * and sources.
 * @returns null where no item has two deciding votes
 */
export function agreementOf({ labels, annotators, choice, seed }: AgreementInput): AgreementEstimate | null {
  const items = labels.map(({ votes }) => firstDecisions(votes, annotators)).filter((votes) => votes.length > 1);
  if (items.length === 0) return null;
  const patterns = patternsOf(items);
  return {
    items: items.length,
    annotators: new Set(items.flatMap((votes) => votes.map(({ annotator }) => annotator))).size,
    pairs: items.reduce((sum, votes) => sum + pairsOf(votes.length), 0),
    raw: rawAgreement(patterns, choice),
    alpha: krippendorffAlpha(patterns, choice.confidence, seed),
    byAnnotator: leaveOneOut(items, choice),
  };
}
