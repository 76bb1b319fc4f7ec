import type { ObjectLocation } from '../contracts/artifact';
import type { RetrainingProposal, TrainingRequest, TrainingResult } from '../contracts/retraining';

/** What a trainer is asked: the approved dataset by place and digest. The digest is also the idempotency key. */
export function trainingRequest(
  loop: string,
  bucket: string,
  { digest, manifest, estimate, classes }: Omit<RetrainingProposal, 'expiresAt'>,
): TrainingRequest {
  return {
    jobId: digest,
    loop,
    digest,
    manifest: { bucket, ...manifest },
    estimate: { bucket, key: estimate.key, sha256: estimate.sha256 },
    classes: { bucket, key: classes.key, sha256: classes.sha256 },
  };
}

/** What a person reads, and every later round carries along. */
const LONGEST_VERSION = 500;
const LONGEST_METRIC_NAME = 200;
const MOST_METRICS = 1_000;

/**
 * A trainer's answer as a training result, or a sentence that says what is wrong with it. Metrics that are no finite
 * number are read as null: NaN has no place in JSON.
 */
export function readTrainingResult(answer: unknown): TrainingResult | string {
  if (typeof answer !== 'object' || answer === null) {
    return 'the trainer returned nothing; it must return {"modelVersion":"…","metrics":{…}}';
  }
  const { modelVersion, metrics, model } = answer as Record<string, unknown>;
  if (typeof modelVersion !== 'string' || modelVersion === '') {
    return 'the trainer returned no "modelVersion"; it must be a text that names the new model';
  }
  if (modelVersion.length > LONGEST_VERSION) {
    return `the trainer's "modelVersion" has ${modelVersion.length} characters; ${LONGEST_VERSION} are the most`;
  }
  const names = typeof metrics === 'object' && metrics !== null ? Object.keys(metrics) : [];
  if (names.length > MOST_METRICS || names.some((name) => name.length > LONGEST_METRIC_NAME)) {
    return `the trainer returned too many metrics, or too long names: ${MOST_METRICS} with names of ${LONGEST_METRIC_NAME} characters are the most`;
  }
  return { modelVersion, metrics: readMetrics(metrics), model: readLocation(model) };
}

function readMetrics(metrics: unknown): Record<string, number | null> {
  if (typeof metrics !== 'object' || metrics === null) return {};
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [
      name,
      typeof value === 'number' && Number.isFinite(value) ? value : null,
    ]),
  );
}

function readLocation(model: unknown): ObjectLocation | null {
  if (typeof model !== 'object' || model === null) return null;
  const { bucket, key } = model as Record<string, unknown>;
  return typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : null;
}
