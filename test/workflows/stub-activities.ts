import { ApplicationFailure } from '@temporalio/activity';
import type {
  AnswerCounts,
  DataActivities,
  LabelStudioActivities,
  MainActivities,
} from '../../src/contracts/activities';
import type { ArtifactRef } from '../../src/contracts/artifact';
import type { RetrainingConfig } from '../../src/contracts/loop-config';

export type AllActivities = MainActivities & DataActivities & LabelStudioActivities;

export const artifact = (key: string, rows = 1): ArtifactRef => ({ key, sha256: 'a'.repeat(64), rows });

export const RETRAINING: RetrainingConfig = {
  when: { kind: 'always' },
  approval: { required: true, timeoutMs: 3_600_000 },
  trigger: { kind: 'none' },
  validation: 0,
};

const HEADLINE = { value: 0.73, lower: 0.64, upper: 0.81, n: 100, sufficient: true };

/** `AnnotationsPending`, as the real activity raises it. */
export const pending = (message: string): ApplicationFailure =>
  ApplicationFailure.create({ type: 'AnnotationsPending', message, nextRetryDelay: '1s' });

/**
 * Activities that do nothing but say what they were asked, for tests of the order of things. `items` are drawn, a fifth of
 * them for evaluation.
 */
export function stubActivities(
  items: number,
  overrides: Partial<AllActivities> = {},
): {
  activities: AllActivities;
  calls: string[];
} {
  const calls: string[] = [];
  const evaluation = Math.ceil(items / 5);
  const training = items - evaluation;
  const counts: AnswerCounts = {
    evaluation: { answered: evaluation, total: evaluation },
    training: { answered: training, total: training },
  };
  const stubs: AllActivities = {
    claimWindow: async () => ({
      kind: 'claimed',
      window: { start: '2026-11-20T00:00:00Z', end: '2026-11-21T00:00:00Z' },
      claimedAt: new Date().toISOString(),
      policy: {
        until: { evaluation: { answered: 1, atLeast: 1 }, training: { answered: 1 } },
        deadlineMs: 3_600_000,
        closeMs: 7_200_000,
        pollMs: 1000,
        noisyAt: null,
      },
    }),
    takeCensus: async () => ({ census: artifact('census.json'), window: items, late: 0, reread: 0, unusable: {} }),
    drawItems: async () => ({
      draw: artifact('draw.parquet', items),
      draws: [{ name: 'evaluation', purpose: 'evaluation', matched: items * 7, taken: evaluation }],
      evaluation,
      training,
    }),
    ensureProjects: async () => ({ evaluation: 1, training: 2 }),
    importTasks: async ({ limit }) => ({ imported: limit, found: 0 }),
    recordTasks: async () => ({ tasks: artifact('tasks.parquet', items), doublesRemoved: 0 }),
    awaitAnswers: async () => ({ reason: 'answered', counts }),
    collectAnswers: async ({ version }) => ({
      annotations: artifact(`annotations/v${version}.parquet`),
      // Nobody changes an answer.
      changed: version === 1,
      collectedAt: new Date().toISOString(),
    }),
    resolveLabels: async ({ version, annotations }) => ({
      version,
      annotations,
      labels: artifact(`labels/v${version}.parquet`, items),
      counts: { labelled: items, skipped: 0, disputed: 0, superseded: 0, missing: 0 },
      trainingLabels: training,
    }),
    copyObjects: async ({ offset }) => ({ part: artifact(`part-${offset}.parquet`) }),
    recordFiling: async ({ version }) => ({
      filing: artifact(`filing/v${version}.parquet`, items),
      counts: { filed: items, kept: 0, superseded: 0, gone: 0, conflict: 0 },
      toDelete: items,
    }),
    deleteSources: async ({ limit }) => ({ deleted: limit, left: 0 }),
    planNoisy: async () => ({ plan: artifact('noisy/plan.parquet', 30) }),
    copyNoisy: async ({ offset }) => ({ part: artifact(`noisy-${offset}.parquet`) }),
    recordNoisy: async () => ({
      filing: artifact('noisy/filing.parquet', 30),
      counts: { filed: 30, kept: 0, superseded: 0, gone: 0, conflict: 0 },
      toDelete: 30,
    }),
    estimateAccuracy: async ({ version }) => ({ estimate: artifact(`estimates/v${version}.json`), headline: HEADLINE }),
    writeReport: async () => ({ report: artifact('report.html') }),
    proposeRetraining: async () => ({ gate: 'gate' }),
    reissueItems: async () => ({ reissued: 0, nobodyLeft: 0 }),
    awaitChanges: async () => ({ reason: 'closing' }),
    settleOpenTasks: async () => ({ open: 0, deleted: 0 }),
    closeRound: async () => ({ closed: artifact('closed.json') }),
    assessRetraining: async () => ({ due: true, because: 'always', newLabels: training, retraining: RETRAINING }),
    writeDataset: async ({ proposal, because }) => ({
      digest: `digest-of-${proposal.round}-v${proposal.version}`,
      manifest: artifact('manifest.jsonl', training),
      estimate: proposal.estimate,
      classes: artifact('classes/v0001.json'),
      round: proposal.round,
      headline: proposal.headline,
      items: training,
      newLabels: training,
      because,
    }),
    requestTraining: async () => ({ modelVersion: 'm2', metrics: {}, model: null }),
    trainMlBackend: async () => undefined,
    recordRetraining: async () => ({ record: artifact('retrainings/0001.json'), number: 1 }),
  };
  const activities = { ...stubs, ...overrides };
  const recorded = Object.fromEntries(
    Object.entries(activities).map(([name, run]) => [
      name,
      (input: never) => {
        calls.push(name);
        return run(input);
      },
    ]),
  );
  return { activities: recorded as unknown as AllActivities, calls };
}
