import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { loopOfGate, trainingActivityId } from '../domain/workflow-ids';
import {
  JOB_HEADER,
  SIGNATURE_HEADER,
  type SignatureVerdict,
  TIMESTAMP_HEADER,
  verifySignature,
} from '../signing/training-signature';
import type { PendingTrainings } from '../temporal/port';
import { parseLenientJson } from '../trainer/lenient-json';
import { LARGEST_TRAINER_MESSAGE, trainerCallbackSchema } from '../trainer/messages';
import { createBodies } from './bodies';
import type { Counters } from './counters';
import type { Refusals } from './refusals';

export interface CallbackDependencies {
  /** Shared with the trainer; null where none is configured. */
  trainerSecret: string | null;
  trainings: PendingTrainings;
  counters: Counters;
  refusals: Refusals;
  now(): Date;
}

/** Of callbacks that are being read at one time: what they are signed with can only be checked when they are there. */
const MOST_BYTES = 32_000_000;

type Outcome = 'taken' | 'not-pending' | 'malformed' | 'forged' | 'late' | 'too-large' | 'crowded-out' | 'no-secret';

/** `POST /callbacks/training`: a trainer hands in a result, an error or a sign of life, signed as its request was. */
export function callbackRoutes({
  trainerSecret,
  trainings,
  counters,
  refusals,
  now,
}: CallbackDependencies): Hono<{ Bindings: HttpBindings }> {
  const bodies = createBodies(MOST_BYTES);
  return new Hono<{ Bindings: HttpBindings }>().post('/callbacks/training', async (c) => {
    const answer = (outcome: Outcome, status: 200 | 400 | 401 | 409 | 413 | 503, text: string): Response => {
      if (status !== 200) refusals.note({ what: 'callback', why: outcome }, c.env.incoming.socket.remoteAddress);
      counters.add('annoloop_training_callbacks_total', { outcome });
      return c.json(status === 200 ? { ok: true } : { ok: false, error: text }, status);
    };
    if (trainerSecret === null) {
      return answer('no-secret', 503, 'no secret is shared with trainers: set ANNOLOOP_TRAINER_SECRET');
    }
    const body = await bodies.read(c.req.raw, LARGEST_TRAINER_MESSAGE);
    if (body === 'too-large') return answer(body, 413, `more than ${LARGEST_TRAINER_MESSAGE} bytes`);
    if (body === 'crowded-out') return answer(body, 503, 'too many callbacks at once: send it again');
    const verdict = verdictOf(c, trainerSecret, body, now());
    if (verdict === 'forged') return answer('forged', 401, 'the signature is wrong or absent');
    if (verdict === 'late') return answer('late', 401, 'the timestamp is more than 5 minutes off: sign when you send');

    const callback = trainerCallbackSchema.safeParse(readJson(body));
    if (!callback.success) return answer('malformed', 400, z.prettifyError(callback.error));
    const { jobId, workflowId, activityId } = callback.data;
    if (jobId !== c.req.header(JOB_HEADER)) {
      return answer('malformed', 400, `${JOB_HEADER} and the body name different jobs`);
    }
    // Only a gate's training may be completed from outside, and only by who was asked for that very job.
    const asked = loopOfGate(workflowId) !== null && activityId === trainingActivityId(jobId);
    if (asked && (await hand(trainings, callback.data))) return answer('taken', 200, '');
    return answer('not-pending', 409, `nothing waits for job ${jobId}: it was answered, cancelled or timed out`);
  });
}

function verdictOf(c: Context, secret: string, body: Buffer, now: Date): SignatureVerdict {
  const header = (name: string): string => c.req.header(name) ?? '';
  return verifySignature(secret, {
    timestamp: header(TIMESTAMP_HEADER),
    jobId: header(JOB_HEADER),
    signature: header(SIGNATURE_HEADER),
    body,
    now,
  });
}

/** Undefined, which fits no schema, where it is not JSON. */
function readJson(body: Buffer): unknown {
  try {
    return parseLenientJson(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function hand(trainings: PendingTrainings, callback: z.infer<typeof trainerCallbackSchema>): Promise<boolean> {
  const training = { workflowId: callback.workflowId, activityId: callback.activityId };
  if ('result' in callback) return trainings.complete(training, callback.result);
  if ('error' in callback) return trainings.fail(training, callback.error);
  return trainings.heartbeat(training, callback.heartbeat);
}
