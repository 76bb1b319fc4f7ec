/** A share: `right` of `n`. */
export interface Share {
  n: number;
  right: number;
}

export const shareOf = ({ n, right }: Share): number | null => (n === 0 ? null : right / n);

/** An estimate of the product's, with its interval. */
export interface Interval {
  value: number | null;
  lower: number | null;
  upper: number | null;
  n: number;
}

/** What a round came to, from three sides that know nothing of each other. */
export interface RoundAccount {
  round: number;
  model: string;
  drawn: number;
  answered: number;
  filed: number;
  /** Every label of the round pooled, as the notebooks did: whatever was drawn for whatever reason. */
  notebook: Share;
  /** The product's evaluation estimate. */
  estimate: Interval;
  /** The product's estimate from every label, each weighted by its cell. */
  weighted: Interval;
  /** The model's accuracy over all traffic of the window, by what the simulator knows. */
  truth: Share;
}

export interface ModelAccount {
  model: string;
  version: string;
  trainedOn: string;
  /** On the one fixed reference traffic. */
  reference: Share;
}

/** Model against label, over every label that names a class: what a notebook prints as accuracy. */
export function pooled(labels: readonly { predicted: string; label: string | null }[]): Share {
  const named = labels.filter((item) => item.label !== null);
  return { n: named.length, right: named.filter((item) => item.label === item.predicted).length };
}

/** How often a model was right over a window's traffic. */
export function accuracyOver(traffic: readonly { predicted: string; className: string }[]): Share {
  return { n: traffic.length, right: traffic.filter((shot) => shot.predicted === shot.className).length };
}

/** Whether an interval holds the truth; null where there is no interval or no truth. */
export function holdsTruth({ lower, upper }: Interval, truth: Share): boolean | null {
  const value = shareOf(truth);
  if (value === null || lower === null || upper === null) return null;
  return lower <= value && value <= upper;
}
