import { z } from 'zod';
import type { TrainingRequest, TrainingResult } from '../contracts/retraining';
import { readTrainingResult } from '../domain/training';

/** Answers and callbacks of a trainer are numbers, not models: more than this is refused, in bytes. */
export const LARGEST_TRAINER_MESSAGE = 1_000_000;

/** Of an error, in characters: people read it on a workflow's page. */
const LONGEST_MESSAGE = 2_000;
/** Of a sign of life, in characters as JSON: Temporal shows the last one. */
const LARGEST_SIGN = 10_000;

/** What is POSTed to the trainer. `callback` says where and as what a result that takes longer is to be handed in. */
export interface TrainerMessage extends TrainingRequest {
  callback: { url: string; workflowId: string; activityId: string };
}

const id = z.string().min(1).max(1_000);
const pending = { jobId: id, workflowId: id, activityId: id };

const result = z.unknown().transform((answer, context): TrainingResult => {
  const read = readTrainingResult(answer);
  if (typeof read !== 'string') return read;
  context.addIssue({ code: 'custom', message: read });
  return z.NEVER;
});

const error = z.strictObject({
  message: z
    .string()
    .min(1)
    .transform((text) => (text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text)),
  retryable: z.boolean(),
});

const heartbeat = z.unknown().refine(isSmall, `at most ${LARGEST_SIGN} characters`);

/** Nested too deeply to be written is not small. */
function isSmall(sign: unknown): boolean {
  try {
    return sign !== undefined && JSON.stringify(sign).length <= LARGEST_SIGN;
  } catch {
    return false;
  }
}

/** What a trainer POSTs to the callback: exactly one of a result, an error or a sign of life. */
export const trainerCallbackSchema = z.union([
  z.strictObject({ ...pending, result }),
  z.strictObject({ ...pending, error }),
  z.strictObject({ ...pending, heartbeat }),
]);
