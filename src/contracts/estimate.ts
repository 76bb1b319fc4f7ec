import type { ArtifactRef } from './artifact';
import type { Bounds, Proportion } from './proportion';
import type { Window } from './window';

export interface ModelVersionEstimate {
  modelVersion: string | null;
  /** Objects of the population that this version predicted. */
  population: number;
  accuracy: Proportion;
  bounds: Bounds;
}

export interface ClassEstimate {
  classId: number;
  recall: Proportion;
  precision: Proportion;
  f1: number | null;
}

/** `rounds/ID/estimates/vNNNN.json`. */
export interface Estimate {
  loop: string;
  round: string;
  window: Window;
  version: number;
  /** The version that this one amends. */
  predecessor: ArtifactRef | null;
  /** What the numbers estimate, in words. */
  estimand: string;
  confidence: number;
  interval: 'wilson' | 'clopper-pearson';
  /** Objects the evaluation draw was taken from: usable, new, seen for the first time. */
  population: number;
  accuracy: Proportion;
  /** The same with the finite-population correction: for this window only, not for comparisons. */
  accuracyThisWindow: Proportion;
  bounds: Bounds;
  byModelVersion: ModelVersionEstimate[];
  byClass: ClassEstimate[];
  /** counts[labelled class id or 'none'][predicted class id]. */
  confusion: Record<string, Record<string, number>>;
  /** Fewer answers than `until.evaluation.atLeast`: bounds only, no proposal. */
  sufficient: boolean;
  /** Wrong share of the evaluation items at or above `filing.noisyAbove`; null when nothing is filed as noisy. */
  noisyBandError: Proportion | null;
  inputs: { census: ArtifactRef; draw: ArtifactRef; labels: ArtifactRef };
}

/** The few numbers of an estimate that history, search attributes and the operator's page show. */
export interface EstimateHeadline {
  value: number | null;
  lower: number | null;
  upper: number | null;
  n: number;
  sufficient: boolean;
}
