import { TimeoutType } from '@temporalio/common';
import {
  ApplicationFailure,
  condition,
  isCancellation,
  setHandler,
  TemporalFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { FAILURES, type FailureType } from '../src/contracts/failures';
import type { Blockage } from '../src/contracts/status';
import { abandonUpdate, type OperatorMessage, retryStepUpdate } from './messages';

/** Raised where an operator gave a workflow up; `message` is who and why. */
export class Abandoned extends Error {
  constructor(
    readonly by: string,
    readonly reason: string,
  ) {
    super(`abandoned by ${by}: ${reason}`);
  }
}

export interface Parking {
  /** Runs a step; what retrying cannot mend parks the workflow here until an operator decides. */
  step<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Set as soon as an operator abandons, parked or not; every later step throws it. */
  abandoned(): Abandoned | null;
  forgetAbandonment(): void;
}

interface ParkingHooks<Phase extends string> {
  /** What the workflow shows of itself; parking sets its phase to `blocked` and back. */
  status: { phase: Phase | 'blocked'; blockage: Blockage | null };
  /** Makes the status visible. */
  show(): void;
  /** What `abandon` gives up, for its description: 'the round'. */
  what: string;
  /** Why it can't be abandoned now, or null. */
  mayAbandon(): string | null;
  onAbandoned(): void;
}

/** Registers `retryStep` and `abandon`, and returns the way to run steps under them. */
export function createParking<Phase extends string>(hooks: ParkingHooks<Phase>): Parking {
  const { status, show } = hooks;
  let retried = false;
  let abandoned: Abandoned | null = null;

  setHandler(
    retryStepUpdate,
    ({ by }) => {
      const step = status.blockage?.step ?? 'the step';
      retried = true;
      return `${step} is tried again for ${by}`;
    },
    {
      validator: (message) => {
        requireName(message);
        if (!status.blockage) throw refusal('nothing is parked, so there is no step to retry');
      },
      description: 'Try the parked step again. Example: {"by":"ada"}',
    },
  );
  setHandler(
    abandonUpdate,
    ({ by, reason }) => {
      abandoned = new Abandoned(by, reason ?? 'no reason given');
      hooks.onAbandoned();
      return `${hooks.what} is abandoned for ${by}`;
    },
    {
      validator: (message) => {
        requireName(message);
        const objection = hooks.mayAbandon();
        if (objection !== null) throw refusal(objection);
      },
      description: `Give up ${hooks.what}. Example: {"by":"ada","reason":"wrong bucket"}`,
    },
  );

  return {
    abandoned: () => abandoned,
    forgetAbandonment() {
      abandoned = null;
    },
    async step(name, run) {
      for (;;) {
        if (abandoned) throw abandoned;
        try {
          return await run();
        } catch (error) {
          if (abandoned) throw abandoned;
          if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
          const { phase } = status;
          retried = false;
          Object.assign(status, { phase: 'blocked', blockage: describe(name, error) });
          show();
          const unpark = (): void => {
            Object.assign(status, { phase, blockage: null });
            show();
          };
          try {
            await condition(() => retried || abandoned !== null);
          } catch (cancelled) {
            // An operator goes on without this step, as from a parked wait; a workflow that is given up shows its end itself.
            if (!abandoned) unpark();
            throw cancelled;
          }
          unpark();
        }
      }
    },
  };
}

function requireName(message: OperatorMessage | undefined): void {
  if (typeof message?.by !== 'string' || message.by.trim() === '') {
    throw refusal('say who you are: {"by":"your name"}');
  }
}

const refusal = (message: string): ApplicationFailure => ApplicationFailure.nonRetryable(message, 'Refused');

function describe(step: string, failure: TemporalFailure): Blockage {
  const chain = causesOf(failure);
  // Before it lies where it failed (activity, child), behind it what it was made from: neither says what to do.
  const raised = chain.find((cause) => cause instanceof ApplicationFailure || cause instanceof TimeoutFailure);
  const cause = chain.find((known) => typeOf(known) in FAILURES) ?? raised ?? failure;
  return { step, type: typeOf(cause), message: cause.message, operator: adviceOn(cause) };
}

function causesOf(error: Error): Error[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

const typeOf = (error: Error): string =>
  error instanceof ApplicationFailure ? (error.type ?? 'Error') : error.constructor.name;

function adviceOn(error: Error): string {
  const type = typeOf(error);
  if (type in FAILURES) return FAILURES[type as FailureType].operator;
  if (error instanceof TimeoutFailure) {
    return error.timeoutType === TimeoutType.SCHEDULE_TO_START
      ? 'nobody serves its task queue: start the worker that does, then retry the step'
      : 'it took longer than it may, or went silent: look at who runs it, then retry the step';
  }
  return 'read the message, mend the cause, then retry the step or abandon';
}
