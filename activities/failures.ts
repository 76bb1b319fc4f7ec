import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import { FAILURES, type FailureType } from '../src/contracts/failures';
import { redactError } from '../src/secrecy/redact-error';
import type { Redact } from '../src/secrecy/redaction';

/** Errors of the ports are named as their failure; these have a name of their own there. */
const OTHER_NAMES: Record<string, FailureType> = {
  CredentialsRefused: 'StoreCredentialsRefused',
  RequestRefused: 'StoreRefused',
  // All that a round looks up by id are its projects.
  LabelStudioNotFound: 'ProjectMissing',
};

/** Somebody has to mend something first: a minute is soon enough after that. */
const SLOW_RETRY_MS = 60_000;
/** A server may ask for any pause; longer ones than this would hide that it is back. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/**
 * Activities whose errors leave as the failures of `src/contracts/failures.ts`. Whatever is not in that table leaves as it
 * is, with its stack, and is retried. None of them takes a secret along: histories are read by many.
 */
export function withFailures<Activities extends object>(activities: Activities, redact: Redact): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [name, withFailure(activity, redact)]);
  // Each function is exchanged for one of the same type.
  return Object.fromEntries(wrapped) as Activities;
}

const withFailure =
  (activity: (...args: unknown[]) => Promise<unknown>, redact: Redact) =>
  async (...args: unknown[]): Promise<unknown> => {
    try {
      return await activity(...args);
    } catch (error) {
      throw redactError(failureOf(error), redact);
    }
  };

/**
 * What an activity is to throw for an error: the failure that it means, or the error itself.
 * @param longestPauseMs until it is tried again, whatever the failure or the server asks for
 */
export function failureOf(error: unknown, longestPauseMs = LONGEST_PAUSE_MS): unknown {
  if (!(error instanceof Error) || error instanceof TemporalFailure) return error;
  const type = typeOf(error);
  if (type === null) return error;
  const { handling } = FAILURES[type];
  const delay = handling === 'retries slowly' ? SLOW_RETRY_MS : pauseAskedBy(error);
  const nextRetryMs = delay === null ? null : Math.min(delay, longestPauseMs);
  return failure(type, error.message, { cause: error, nextRetryMs });
}

/** A failure of the table: it is retried, waits or parks the workflow as its type says there. */
export function failure(
  type: FailureType,
  message: string,
  { cause, nextRetryMs }: { cause?: Error; nextRetryMs?: number | null } = {},
): ApplicationFailure {
  const { handling } = FAILURES[type];
  const made = ApplicationFailure.create({
    type,
    message,
    nonRetryable: handling === 'parks',
    // Waiting is no fault: it neither warns in the log nor counts as a failed activity.
    ...(handling === 'waits' ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...(typeof nextRetryMs === 'number' ? { nextRetryDelay: nextRetryMs } : {}),
  });
  // The Temporal UI shows it beside the message: where in our code a wait goes on helps nobody.
  if (handling === 'waits') made.stack = '';
  return made;
}

function typeOf({ name }: Error): FailureType | null {
  if (name in OTHER_NAMES) return OTHER_NAMES[name] ?? null;
  return name in FAILURES ? (name as FailureType) : null;
}

/** What a `Retry-After` said, in ms. */
function pauseAskedBy(error: Error): number | null {
  const asked = 'retryAfterMs' in error ? error.retryAfterMs : null;
  return typeof asked === 'number' ? asked : null;
}
