import type { IntervalEstimate, Proportion } from './proportion';

/** How far people agree with each other, on items that two or more decided blind. */
export interface AgreementEstimate {
  /** Items with at least two deciding votes. */
  items: number;
  annotators: number;
  /** Pairs of votes on the same item. */
  pairs: number;
  /** Share of pairs that agree. Its interval takes items, not pairs, as independent. */
  raw: IntervalEstimate;
  /**
   * Krippendorff's alpha for nominal data, interval by bootstrap over items; null below 50 pairs, and
   * where all votes are for one class, so that there is nothing to agree on beyond chance.
   */
  alpha: IntervalEstimate | null;
  /** Each person against the majority of the others; only who has at least 30 such items. */
  byAnnotator: { annotator: number; agreement: Proportion }[];
}
