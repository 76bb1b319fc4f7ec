import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;

const CANCELLED = 1;

export interface CallPatience {
  /** Of a call that finds nobody; the pauses between grow from 0.1 s to 5 s. */
  attempts: number;
  /** How long each attempt without a deadline of its own waits for a server that is silent, in ms; null: until the connection is known to be dead. */
  silenceMs: number | null;
}

/** Half a minute of attempts. */
export const LASTING: CallPatience = { attempts: 10, silenceMs: null };

/**
 * How calls to Temporal last through an outage: with Temporal's own retries. A retry that comes due after its connection was closed is cancelled; by itself gRPC throws there, in a timer, and the process dies of it.
 */
export const lastingCalls = ({ attempts: maxAttempts, silenceMs }: CallPatience): Interceptor[] => [
  makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts })),
  ...(silenceMs === null ? [] : [givenUpAfter(silenceMs)]),
  unlessClosed,
];

/** By itself a call waits for as long as its connection seems to live: behind a server that hangs, for minutes and more. */
const givenUpAfter =
  (silenceMs: number): Interceptor =>
  (options, nextCall) =>
    nextCall({ ...options, deadline: options.deadline ?? Date.now() + silenceMs }) as Call;

const unlessClosed: Interceptor = (options, nextCall) => {
  try {
    // Typed as the class that every interceptor returns; what is asked of it is the interface.
    return nextCall(options) as Call;
  } catch (error) {
    if (!(error instanceof Error) || !/shut down/i.test(error.message)) throw error;
    return cancelledCall(error.message);
  }
};

/** A call that ends as soon as it starts. */
function cancelledCall(details: string): Call {
  const call: Pick<Call, 'start' | 'sendMessage' | 'halfClose' | 'cancelWithStatus' | 'getPeer'> = {
    start: (metadata, listener) => listener?.onReceiveStatus?.({ code: CANCELLED, details, metadata }),
    sendMessage: () => undefined,
    halfClose: () => undefined,
    cancelWithStatus: () => undefined,
    getPeer: () => 'closed',
  };
  // Of the rest of the interface nothing is asked of a call that is made by a retry.
  return call as Call;
}
