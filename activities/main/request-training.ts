import { activityInfo, Context, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { request as httpRequest } from 'undici';
import type { MainActivities } from '../../src/contracts/activities';
import type { TrainingRequest, TrainingResult } from '../../src/contracts/retraining';
import { readTrainingResult } from '../../src/domain/training';
import { signedHeaders } from '../../src/signing/training-signature';
import { parseLenientJson } from '../../src/trainer/lenient-json';
import { LARGEST_TRAINER_MESSAGE, type TrainerMessage } from '../../src/trainer/messages';
import { beating, progress } from '../beating';
import type { Dependencies } from '../dependencies';
import { failure } from '../failures';

/** A trainer that needs longer answers 202 and calls back. */
const ANSWER_TIMEOUT_MS = 60_000;
/** However long a trainer asks to be left alone: it is asked again after this. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Refusals that time may mend: timeout, too early, too many requests. */
const PASSING_STATUS = new Set([408, 425, 429]);

/**
 * POSTs the request to a trainer behind HTTP, signed. 200 with a result ends the activity; after 202 it stays open, and
 * beating, until the trainer's callback completes it from outside: where its worker dies, before the trainer has answered
 * or after, another one asks again. Asking twice is safe: the job id is the idempotency key.
 * @throws TrainerRefused (parks), TrainerUnavailable (retried), ConfigurationInvalid (no secret)
 */
export function createRequestTraining({
  trainer: { secret, publicUrl, dispatcher },
  now,
}: Pick<Dependencies, 'trainer' | 'now'>): MainActivities['requestTraining'] {
  return ({ request, url }) => beating({ asking: request.jobId }, () => ask(request, url));

  async function ask(request: TrainingRequest, url: string): Promise<TrainingResult> {
    if (secret === null) {
      throw failure('ConfigurationInvalid', 'no secret is shared with the trainer: set ANNOLOOP_TRAINER_SECRET');
    }
    const body = JSON.stringify(withCallback(request, publicUrl));
    const { status, retryAfterMs, text } = await post(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signedHeaders(secret, { jobId: request.jobId, body, now: now() }),
      },
      body,
      ...(dispatcher && { dispatcher }),
      signal: cancellationSignal(),
    });
    if (status === 202) return called();
    if (status >= 200 && status < 300) return resultOf(text);
    if (status >= 500 || PASSING_STATUS.has(status)) {
      throw failure('TrainerUnavailable', `the trainer answered ${status}: ${start(text)}`, {
        nextRetryMs: retryAfterMs,
      });
    }
    throw failure('TrainerRefused', `the trainer refused the request with ${status}: ${start(text)}`);
  }
}

/** Ends when the activity is over: completed by a callback, timed out or cancelled, each of which a beat learns of. */
function called(): Promise<never> {
  progress({ waiting: 'the trainer has the job and will call back' });
  return Context.current().cancelled;
}

function withCallback(request: TrainingRequest, publicUrl: string): TrainerMessage {
  const { workflowExecution, activityId } = activityInfo();
  if (workflowExecution === undefined) throw new Error('requestTraining runs within a workflow only');
  const url = `${publicUrl.replace(/\/+$/, '')}/callbacks/training`;
  return { ...request, callback: { url, workflowId: workflowExecution.workflowId, activityId } };
}

type PostOptions = Omit<NonNullable<Parameters<typeof httpRequest>[1]>, 'path' | 'origin'>;

async function post(
  url: string,
  options: PostOptions,
): Promise<{ status: number; retryAfterMs: number | null; text: string }> {
  try {
    const timeouts = { headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS };
    const { statusCode, headers, body } = await httpRequest(url, { ...timeouts, ...options });
    const seconds = Number(headers['retry-after']);
    return {
      status: statusCode,
      retryAfterMs: seconds > 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : null,
      text: await readText(body),
    };
  } catch (error) {
    if (cancellationSignal().aborted || error instanceof ApplicationFailure) throw error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw failure('TrainerUnavailable', `the trainer did not answer: ${reason}`);
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_TRAINER_MESSAGE) {
      throw failure('TrainerRefused', `the trainer answered more than ${LARGEST_TRAINER_MESSAGE} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function resultOf(text: string): TrainingResult {
  let answer: unknown;
  try {
    answer = parseLenientJson(text);
  } catch {
    throw failure('TrainerRefused', `the trainer answered what is not JSON: ${start(text)}`);
  }
  const result = readTrainingResult(answer);
  if (typeof result === 'string') throw failure('TrainerRefused', result);
  return result;
}

const start = (text: string): string => (text.trim() === '' ? '(no text)' : text.trim().slice(0, 300));
