import type { ConfigRef } from '../contracts/artifact';
import type { TrainingResult } from '../contracts/retraining';

/** Which configuration a loop runs with by now. */
export interface LoopDirectory {
  /** Null where no such loop is known. */
  find(loop: string): Promise<ConfigRef | null>;
}

/** The rounds that wait for people. */
export interface RoundWaker {
  waiting(loop: string): Promise<string[]>;
  /** Tells the round to count now. False where that is of no use any more: it is closed, unknown, or was woken often enough. */
  wake(round: string): Promise<boolean>;
}

/** Names a training that was handed to a trainer. */
interface Training {
  workflowId: string;
  activityId: string;
}

/** The trainings that wait for a trainer's callback. Every call is false where nothing waits (any more) under these ids. */
export interface PendingTrainings {
  complete(training: Training, result: TrainingResult): Promise<boolean>;
  fail(training: Training, error: { message: string; retryable: boolean }): Promise<boolean>;
  heartbeat(training: Training, details: unknown): Promise<boolean>;
}
