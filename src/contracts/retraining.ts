import type { ArtifactRef, ObjectLocation, RoundScope } from './artifact';
import type { EstimateHeadline } from './estimate';
import type { DrawStrategy, TrainerTrigger } from './loop-config';
import type { Window } from './window';

/** What a round puts before the gate: references to everything the decision rests on. */
export interface RoundProposal extends RoundScope {
  window: Window;
  /** Counts the round's amendments: a later one of the same round replaces an earlier one. */
  version: number;
  labels: ArtifactRef;
  filing: ArtifactRef;
  estimate: ArtifactRef;
  headline: EstimateHeadline;
  trainingLabels: number;
}

/** A dataset that waits for its decision. `digest` covers manifest, estimate and class registry: it is what is approved. */
export interface RetrainingProposal {
  digest: string;
  manifest: ArtifactRef;
  estimate: ArtifactRef;
  classes: ArtifactRef;
  /** The round whose estimate it rests on. */
  round: string;
  headline: EstimateHeadline;
  items: number;
  newLabels: number;
  because: string;
  expiresAt: string | null;
}

type Verdict = 'approve' | 'reject' | 'expire';

export interface Decision {
  digest: string;
  verdict: Verdict;
  /** A person's name, or 'rule' where no approval is required, or 'timeout'. */
  by: string;
  at: string;
  comment: string | null;
}

/** What a person sends, as signal or update: always of one digest. */
export interface DecisionMessage {
  digest: string;
  by: string;
  comment?: string;
}

/** What the trainer gets. `jobId` is the idempotency key: the same job asked for twice is one training. */
export interface TrainingRequest {
  jobId: string;
  loop: string;
  manifest: ObjectLocation & { sha256: string; rows: number };
  estimate: ObjectLocation & { sha256: string };
  classes: ObjectLocation & { sha256: string };
  digest: string;
}

/** What the trainer answers. NaN in its JSON is read as null. */
export interface TrainingResult {
  modelVersion: string;
  metrics: Record<string, number | null>;
  model: ObjectLocation | null;
}

/** `retrainings/NNNN.json`: which labels made which model. */
export interface RetrainingRecord {
  number: number;
  loop: string;
  proposal: RetrainingProposal;
  decision: Decision;
  trigger: TrainerTrigger['kind'];
  result: TrainingResult | null;
  failure: string | null;
}

export type Split = 'train' | 'validation';

/** One line of `datasets/DIGEST/manifest.jsonl`: everything about an item that a trainer may want to know. */
export interface DatasetItem {
  itemId: string;
  /** Where it lay when the dataset was written: under its class. */
  bucket: string;
  key: string;
  etag: string | null;
  classId: number;
  className: string;
  /** Stays the same from dataset to dataset, and is the same for all items of a group. */
  split: Split;
  round: string;
  draw: string;
  strategy: DrawStrategy;
  /** The chance that the draw had of taking it, given what matched; an upper bound where it is not known exactly. */
  probability: number;
  probabilityKnown: boolean;
  /** How many people said what: class ids, `none`, `cannot-tell`, `skip`, `unknown`. */
  votes: Record<string, number>;
  /** Whether people answered without seeing the prediction. */
  blind: boolean;
  predictedClass: number;
  confidence: number | null;
  /** The model that predicted it. */
  modelVersion: string | null;
  capturedAt: string | null;
  contentSha256: string | null;
  group: string | null;
}

/** One line of `datasets/DIGEST/changes.jsonl`: class ids before and after, against the last trained dataset. */
export interface DatasetChange {
  itemId: string;
  change: 'added' | 'removed' | 'relabelled';
  from: number | null;
  to: number | null;
}

/** `datasets/DIGEST/dataset.json`. */
export interface DatasetSummary {
  digest: string;
  manifest: ArtifactRef;
  changes: ArtifactRef;
  classes: ArtifactRef;
  estimate: ArtifactRef;
  /** The round whose estimate it rests on. */
  round: string;
  /** Digest of the dataset that the last model was trained on. */
  predecessor: string | null;
  items: number;
  /** Where the items come from, oldest window first. */
  rounds: string[];
  /** Items by class name, by split and by draw. */
  byClass: Record<string, number>;
  bySplit: Record<string, number>;
  byDraw: Record<string, number>;
  /** Items whose annotators saw the prediction: anchored by it. */
  notBlind: number;
  added: number;
  removed: number;
  relabelled: number;
}
