import type { AgreementEstimate } from './agreement';
import type { Alarm, DriftEstimate } from './alarms';
import type { ArtifactRef } from './artifact';
import type { CalibrationEstimate } from './calibration';
import type { CellTally, CombinedEstimate, ModelDifference } from './combined-estimate';
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

/** Means over classes: `macro` counts every class alike, `weighted` by how many items people call so. Null without any. */
export interface ClassAverages {
  recall: number | null;
  precision: number | null;
  f1: number | null;
}

/** Accuracy on a part of the population. */
export interface PartEstimate {
  /** Objects of the population in this part; null where the census did not count them. */
  population: number | null;
  accuracy: Proportion;
}

/** Confidence from `from` (included) to `to` (excluded, unless it is 1). */
export interface BandEstimate extends PartEstimate {
  from: number;
  to: number;
}

/** Captured (else stored) in this part of the window. */
export interface TimeEstimate extends PartEstimate {
  start: string;
  end: string;
}

/** Objects whose tag `slice` is `value`; null for those without it. */
export interface SliceEstimate extends PartEstimate {
  slice: string;
  value: string | null;
}

/** What an amendment moved, against its predecessor. */
export interface EstimateChanges {
  /** Evaluation items whose label is another, or was none before, or is none now. */
  items: { itemId: string; from: string; to: string }[];
  /** As many as changed; `items` names the first of them. */
  count: number;
  accuracy: { from: number | null; to: number | null };
  n: { from: number; to: number };
}

/** The model version that the newest window was predicted by most, over all rounds that saw it. */
export interface CurrentModelEstimate {
  modelVersion: string | null;
  /** The rounds pooled, oldest window first, each a set of cells of its own. */
  rounds: string[];
  start: string;
  end: string;
  /** The evaluation draws' cells alone. */
  evaluation: CombinedEstimate;
  /** Every blind label. */
  combined: CombinedEstimate;
}

/** `rounds/ID/estimates/vNNNN.json`. */
export interface Estimate {
  loop: string;
  round: string;
  window: Window;
  version: number;
  /** The version that this one amends. */
  predecessor: ArtifactRef | null;
  /** What changed since then; null in the first version. */
  changes: EstimateChanges | null;
  /** What the numbers estimate, in words. */
  estimand: string;
  confidence: number;
  interval: 'wilson' | 'clopper-pearson';
  /** The accuracy that the team wants; null: none is stated. */
  target: number | null;
  /** Objects the evaluation draw was taken from: usable, new, seen for the first time. */
  population: number;
  accuracy: Proportion;
  /** The same with the finite-population correction: for this window only, not for comparisons. */
  accuracyThisWindow: Proportion;
  bounds: Bounds;
  byModelVersion: ModelVersionEstimate[];
  byClass: ClassEstimate[];
  macro: ClassAverages;
  weighted: ClassAverages;
  byBand: BandEstimate[];
  byTime: TimeEstimate[];
  bySlice: SliceEstimate[];
  /** counts[labelled class id or 'none'][predicted class id]. */
  confusion: Record<string, Record<string, number>>;
  /** Fewer answers than `until.evaluation.atLeast`: bounds only, no proposal. */
  sufficient: boolean;
  /** Wrong share of the evaluation items at or above `filing.noisyAbove`; null when nothing is filed as noisy. */
  noisyBandError: Proportion | null;
  /** All blind labels of the round, weighted: of this window's objects. */
  combined: CombinedEstimate;
  /** The same with labels of people who saw the prediction: anchored by it, for looking at only. Null where all are blind. */
  combinedNotBlind: CombinedEstimate | null;
  /** What the combined estimates rest on, and later rounds pool. */
  cells: CellTally[];
  calibration: CalibrationEstimate | null;
  /** Between people, on blind labels; null where no item has two answers. */
  agreement: AgreementEstimate | null;
  currentModel: CurrentModelEstimate | null;
  /** The current model against each earlier one, newest first. */
  differences: ModelDifference[];
  drift: DriftEstimate[];
  alarms: Alarm[];
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
