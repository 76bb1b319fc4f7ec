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
export type DrawStrategy = 'random' | 'all' | 'low-confidence' | 'flagged' | 'corrected';

export interface DrawConfig {
  name: string;
  strategy: DrawStrategy;
  purpose: Purpose;
  /** How many objects at most; null: as many as match. */
  size: number | null;
  /** For `low-confidence`: objects whose confidence is below this. */
  below: number | null;
  /** What to take of what matches: everything, a simple random sample of `size`, or the `size` of lowest confidence. */
  take: 'all' | 'sample' | 'lowest';
  where: DrawFilter;
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
}

export interface EvaluationConfig {
  /** Confidence level of every interval, such as 0.95. */
  confidence: number;
  /** The accuracy that the team wants; null: none is stated. */
  target: number | null;
  interval: 'wilson' | 'clopper-pearson';
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
