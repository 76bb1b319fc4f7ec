import type { ArtifactRef, ObjectLocation, RoundScope } from './artifact';
import type { EstimateHeadline } from './estimate';
import type { TrainerTrigger } from './loop-config';
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

/** One line of `datasets/DIGEST/manifest.jsonl`. */
export interface DatasetItem {
  itemId: string;
  bucket: string;
  key: string;
  etag: string | null;
  classId: number;
  className: string;
  round: string;
  draw: string;
  probability: number;
  votes: number;
  predictedClass: number;
  modelVersion: string | null;
  capturedAt: string | null;
  contentSha256: string | null;
  group: string | null;
}
