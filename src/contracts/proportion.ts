/** A share between `lower` and `upper`; null where there is nothing to say it from. */
export interface IntervalEstimate {
  value: number | null;
  lower: number | null;
  upper: number | null;
}

/** A proportion with its interval: `successes` of `n` answers; null where there is no answer to say it from. */
export interface Proportion extends IntervalEstimate {
  n: number;
  successes: number;
}

/** What the estimate would be if every unanswered or disputed item were wrong (`lower`) or right (`upper`). */
export interface Bounds {
  drawn: number;
  unresolved: number;
  lower: number | null;
  upper: number | null;
}
