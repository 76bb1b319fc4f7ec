/**
 * A loop's configuration as `annoloop apply` stores it (`config/DIGEST.json`): the loop file, validated, every default
 * filled in, durations in milliseconds, instants in ISO 8601 UTC, the label config inlined. Plain JSON: `null` means
 * 'not set'.
 */
export interface LoopConfig {
  name: string;
  /** Seeds every draw; the loop's name unless the file says otherwise. */
  seed: string;
  source: SourceConfig;
  ledger: { bucket: string; prefix: string };
  predictions: PredictionsConfig;
  classes: ClassConfig[];
  schedule: ScheduleConfig;
  maxOpenRounds: number;
  settleMs: number;
  lookbackMs: number;
  feedbackMs: number;
  draws: DrawConfig[];
  annotation: AnnotationConfig;
  filing: FilingConfig;
  evaluation: EvaluationConfig;
  retraining: RetrainingConfig;
}

interface SourceConfig {
  bucket: string;
  prefix: string;
  /** Objects that the store dates before this instant are left alone. */
  since: string | null;
}

/** Which object tags hold what production said about an image. */
export interface PredictionsConfig {
  from: 'tags';
  tags: {
    predictedClass: string;
    confidence: string;
    /** All class scores in the order of the classes, or the greatest as `NN=SCORE` by class id. */
    scores: string;
    timestamp: string;
    modelVersion: string;
    flagged: string;
    correctedClass: string;
    /** A tag whose equal values belong together (a burst, a session); widens the evaluation wall. */
    group: string | null;
  };
}

/** A class by its present name; `was` lists the names it had before. */
export interface ClassConfig {
  name: string;
  was: string[];
}

export type ScheduleConfig =
  | { kind: 'interval'; everyMs: number; offsetMs: number }
  | { kind: 'cron'; cron: string; timezone: string };

export type Purpose = 'evaluation' | 'training';
export type DrawStrategy =
  | 'random'
  | 'all'
  | 'low-confidence'
  | 'margin'
  | 'entropy'
  | 'flagged'
  | 'corrected'
  | 'class-weighted'
  | 'diverse';

export interface DrawConfig {
  name: string;
  strategy: DrawStrategy;
  purpose: Purpose;
  /** How many objects at most; for the evaluation draw also as many as reach a margin; null: as many as match. */
  size: DrawSize | null;
  /** For the evaluation draw: each model version gets at least as many, if it has them. */
  minPerVersion: number | null;
  /** For `low-confidence` and `margin`: objects whose confidence, or margin between the two greatest scores, is below. */
  below: number | null;
  /** For `entropy`: objects whose entropy, 0..1, is above this. */
  above: number | null;
  /**
   * What to take of what matches: everything, a simple random sample of `size`, or the `size` that the model was least
   * sure of: of lowest confidence or margin, of highest entropy.
   */
  take: 'all' | 'sample' | 'lowest' | 'highest';
  /** For `class-weighted`: chances of an object by its predicted class's name; null: so that classes are drawn alike. */
  weights: Record<string, number> | null;
  /** For `diverse`; null for any other strategy. */
  diverse: DiverseConfig | null;
  where: DrawFilter;
}

/** Objects, or half the width of the interval that the answers are to give, such as 0.03. */
export type DrawSize = number | { margin: number };

export interface DiverseConfig {
  /** How many objects are compared, a simple random sample of what matches. */
  pool: number;
  /** Two images are alike when their perceptual hashes differ in at most so many of 64 bits. */
  radius: number;
  /** At most so many of each predicted class; null: no limit. */
  perClass: number | null;
}

/** Narrows a draw; null and {} narrow nothing. Conditions are joined by AND, the values of one by OR. */
export interface DrawFilter {
  predictedClass: string[] | null;
  /** Captured (else stored) at most this long before the window's end. */
  capturedWithinMs: number | null;
  tags: Record<string, string[]>;
}

export type ImageMode = 'link' | 'storage' | 'presigned';

interface AnnotationConfig {
  project: string;
  /** Label Studio XML, as given or made from the classes; null: made from the classes. */
  labelConfig: string | null;
  annotators: number;
  /** Whether what is disputed, or was skipped once, goes to one more person while somebody is left. */
  disputes: 'reissue' | 'leave';
  images: ImageMode;
  blind: boolean;
  until: {
    /** `answered` is a share, 0..1; fewer than `atLeast` answers give bounds only and no proposal. */
    evaluation: { answered: number; atLeast: number };
    training: { answered: number };
    deadlineMs: number;
  };
  closeMs: number;
  pollMs: number;
  /** What becomes of tasks that nobody answered when the round closes. */
  openTasks: 'keep' | 'delete';
}

export type FilingMode = 'move' | 'copy' | 'in-place';

interface FilingConfig {
  bucket: string;
  prefix: string;
  mode: FilingMode;
  /** Undrawn objects at least this confident are filed under `noisy/` with the model's own label; null: they are not. */
  noisyAbove: number | null;
  /** Whether images may be moved on a store that deletes whatever version is there; see `docs/object-stores.md`. */
  acceptUnsafeDelete: boolean;
}

export interface EvaluationConfig {
  /** Confidence level of every interval, such as 0.95. */
  confidence: number;
  /** The accuracy that the team wants; null: none is stated. */
  target: number | null;
  interval: 'wilson' | 'clopper-pearson';
  /** Tags by whose values the accuracy is estimated too. */
  slices: string[];
  /** What looks like an evaluation item (hashes that differ in at most so many bits) is not trained on; null: off. */
  perceptualRadius: number | null;
}

export type RetrainingRule =
  | { kind: 'newLabels'; atLeast: number }
  | { kind: 'accuracyBelow'; below: number }
  | { kind: 'always' };

export type TrainerTrigger =
  | { kind: 'activity'; taskQueue: string; activity: string; timeoutMs: number; heartbeatMs: number }
  | { kind: 'webhook'; url: string; timeoutMs: number }
  | { kind: 'label-studio-ml'; backendId: number }
  | { kind: 'none' };

export interface RetrainingConfig {
  when: RetrainingRule;
  approval: { required: boolean; timeoutMs: number };
  trigger: TrainerTrigger;
  /** Share of a dataset's groups that are marked for validation: 0 <= share < 1. */
  validation: number;
}
