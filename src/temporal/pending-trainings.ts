import { ActivityNotFoundError, type Client, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../contracts/failures';
import type { Redact } from '../secrecy/redaction';
import type { PendingTrainings } from './port';

/** Completes trainings by workflow id and activity id, which survive a retry; a task token does not. */
export function temporalPendingTrainings(client: Client, redact: Redact): PendingTrainings {
  return {
    complete(training, result) {
      return found(() => client.activity.complete({ ...training }, result));
    },
    fail(training, { message: said, retryable }) {
      const message = redact(said);
      const type: FailureType = retryable ? 'TrainerUnavailable' : 'TrainerRefused';
      const failure = ApplicationFailure.create({ message, type, nonRetryable: !retryable });
      return found(() => client.activity.fail({ ...training }, failure));
    },
    heartbeat(training, details) {
      return found(() => client.activity.heartbeat({ ...training }, details));
    },
  };
}

/** False where the activity is finished, cancelled or unknown. */
async function found(call: () => Promise<void>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof ActivityNotFoundError || error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
