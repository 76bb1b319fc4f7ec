import type { ArtifactRef, LoopRef, RoundScope } from './artifact';
import type { EstimateHeadline } from './estimate';
import type { Purpose, RetrainingConfig } from './loop-config';
import type { Decision, RetrainingProposal, RoundProposal, TrainingRequest, TrainingResult } from './retraining';
import type { Window } from './window';

/** What the workflow must know of the configuration; fixed with the claim, so that it is in history once. */
export interface RoundPolicy {
  until: {
    evaluation: { answered: number; atLeast: number };
    training: { answered: number };
  };
  deadlineMs: number;
  closeMs: number;
  pollMs: number;
  /** When what the model was sure of is filed as noisy: users have had `feedback` to object. Null: never. */
  noisyAt: string | null;
}

export type ClaimResult =
  | { kind: 'claimed'; window: Window; claimedAt: string; policy: RoundPolicy }
  | { kind: 'nothing-new'; start: string; end: string }
  | { kind: 'skipped'; openRounds: number; maxOpenRounds: number };

export interface CensusResult {
  /** `rounds/ID/census.json`: the parts, with their key ranges. */
  census: ArtifactRef;
  window: number;
  late: number;
  reread: number;
  unusable: Record<string, number>;
}

export interface DrawCount {
  name: string;
  purpose: Purpose;
  matched: number;
  taken: number;
}

export interface DrawResult {
  draw: ArtifactRef;
  draws: DrawCount[];
  evaluation: number;
  training: number;
}

/** The two Label Studio projects of a loop, by id. */
export interface Projects {
  evaluation: number;
  training: number;
}

export interface AnswerCount {
  answered: number;
  total: number;
}

export interface AnswerCounts {
  evaluation: AnswerCount;
  training: AnswerCount;
}

export interface LabelCounts {
  labelled: number;
  skipped: number;
  disputed: number;
  superseded: number;
  missing: number;
}

export interface FilingCounts {
  filed: number;
  kept: number;
  superseded: number;
  gone: number;
  conflict: number;
}

/** One version of where the labelled objects went. */
export interface Filed {
  filing: ArtifactRef;
  counts: FilingCounts;
}

/** One version of what people said and what followed from it. Versions count from 1. */
export interface LabelVersion {
  version: number;
  annotations: ArtifactRef;
  labels: ArtifactRef;
  counts: LabelCounts;
  trainingLabels: number;
}

type Of<T> = RoundScope & T;

/** Light steps, on `annoloop`. */
export interface MainActivities {
  claimWindow(input: Of<{ scheduledAt: string | null }>): Promise<ClaimResult>;
  proposeRetraining(input: { proposal: RoundProposal }): Promise<{ gate: string }>;
  closeRound(input: Of<{ outcome: RoundOutcome }>): Promise<{ closed: ArtifactRef }>;
  requestTraining(input: { request: TrainingRequest; url: string }): Promise<TrainingResult>;
  recordRetraining(
    input: LoopRef & {
      proposal: RetrainingProposal;
      decision: Decision;
      result: TrainingResult | null;
      failure: string | null;
    },
  ): Promise<{ record: ArtifactRef; number: number }>;
}

/** Steps over images and artifacts, on `annoloop-data`. */
export interface DataActivities {
  takeCensus(input: Of<{ window: Window }>): Promise<CensusResult>;
  drawItems(input: Of<{ window: Window; census: ArtifactRef }>): Promise<DrawResult>;
  resolveLabels(
    input: Of<{
      draw: ArtifactRef;
      annotations: ArtifactRef;
      version: number;
      /** The filing in force, when an earlier version was filed: moved items are looked for there. */
      filing: ArtifactRef | null;
    }>,
  ): Promise<LabelVersion>;
  copyObjects(
    input: Of<{
      draw: ArtifactRef;
      labels: ArtifactRef;
      previous: ArtifactRef | null;
      version: number;
      offset: number;
      limit: number;
    }>,
  ): Promise<{ part: ArtifactRef }>;
  recordFiling(input: Of<{ parts: ArtifactRef[]; version: number }>): Promise<Filed & { toDelete: number }>;
  deleteSources(
    input: Of<{ filing: ArtifactRef; offset: number; limit: number }>,
  ): Promise<{ deleted: number; left: number }>;
  /** Chooses the undrawn objects that the model was sure of, and whose users did not object. */
  planNoisy(input: Of<{ census: ArtifactRef }>): Promise<{ plan: ArtifactRef }>;
  copyNoisy(input: Of<{ plan: ArtifactRef; offset: number; limit: number }>): Promise<{ part: ArtifactRef }>;
  recordNoisy(input: Of<{ parts: ArtifactRef[] }>): Promise<Filed & { toDelete: number }>;
  estimateAccuracy(
    input: Of<{
      window: Window;
      census: ArtifactRef;
      draw: ArtifactRef;
      labels: ArtifactRef;
      version: number;
      predecessor: ArtifactRef | null;
    }>,
  ): Promise<{ estimate: ArtifactRef; headline: EstimateHeadline }>;
  writeReport(
    input: Of<{
      window: Window;
      census: CensusResult;
      draw: DrawResult;
      labels: LabelVersion;
      filing: Filed;
      estimate: ArtifactRef;
    }>,
  ): Promise<{ report: ArtifactRef }>;
  assessRetraining(
    input: LoopRef & { proposal: RoundProposal },
  ): Promise<{ due: boolean; because: string; newLabels: number; retraining: RetrainingConfig }>;
  writeDataset(
    input: LoopRef & { proposal: RoundProposal; because: string },
  ): Promise<Omit<RetrainingProposal, 'expiresAt'>>;
}

/** Steps that call Label Studio, on `annoloop-label-studio`. */
export interface LabelStudioActivities {
  ensureProjects(input: RoundScope): Promise<Projects>;
  importTasks(
    input: Of<{ draw: ArtifactRef; projects: Projects; purpose: Purpose; offset: number; limit: number }>,
  ): Promise<{ imported: number; found: number }>;
  /** Deletes doubles without answers, imports what is missing, writes `tasks.parquet`. */
  recordTasks(
    input: Of<{ draw: ArtifactRef; projects: Projects }>,
  ): Promise<{ tasks: ArtifactRef; doublesRemoved: number }>;
  /** Ends when `until` holds or the deadline has passed; until then it fails with `AnnotationsPending`. */
  awaitAnswers(
    input: Of<{ projects: Projects; until: RoundPolicy['until']; deadline: string; pollMs: number; openedAt: string }>,
  ): Promise<{ reason: 'answered' | 'deadline'; counts: AnswerCounts }>;
  collectAnswers(input: Of<{ projects: Projects; tasks: ArtifactRef; version: number }>): Promise<{
    annotations: ArtifactRef;
    changed: boolean;
    collectedAt: string;
    /** What is not as it was asked, in words; the first few. Absent in histories of the first release. */
    irregularities?: string[];
  }>;
  /** Puts items that are disputed, or that one person skipped, before one more person who has not answered them. */
  reissueItems(
    input: Of<{ projects: Projects; labels: ArtifactRef; annotations: ArtifactRef }>,
  ): Promise<{ reissued: number; nobodyLeft: number }>;
  /** Ends when an answer changed after `since` or at `until`; in between it fails with `AnnotationsUnchanged`. */
  awaitChanges(
    input: Of<{
      projects: Projects;
      /** What was last collected: an answer changed where Label Studio says something else. */
      annotations: ArtifactRef;
      since: string;
      until: string;
      pollMs: number;
    }>,
  ): Promise<{ reason: 'changed' | 'closing' }>;
  trainMlBackend(input: { backendId: number }): Promise<void>;
  settleOpenTasks(input: Of<{ projects: Projects; tasks: ArtifactRef }>): Promise<{ open: number; deleted: number }>;
}

export type RoundOutcome =
  | { kind: 'completed'; versions: number; headline: EstimateHeadline }
  | { kind: 'nothing-new' }
  | { kind: 'skipped'; openRounds: number }
  | { kind: 'abandoned'; by: string; reason: string };
