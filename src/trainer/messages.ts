import { z } from 'zod';
import type { TrainingRequest, TrainingResult } from '../contracts/retraining';
import { readTrainingResult } from '../domain/training';

/** Answers and callbacks of a trainer are numbers, not models: more than this is refused, in bytes. */
export const LARGEST_TRAINER_MESSAGE = 1_000_000;

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

/** What a trainer POSTs to the callback: exactly one of a result, an error or a sign of life. */
export const trainerCallbackSchema = z.union([
  z.strictObject({ ...pending, result }),
  z.strictObject({ ...pending, error: z.strictObject({ message: z.string().min(1), retryable: z.boolean() }) }),
  z.strictObject({ ...pending, heartbeat: z.json() }),
]);
