import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Call = ReturnType<Interceptor>;

const CANCELLED = 1;

/** Half a minute of them: 0.1 s, growing to 5 s. */
export const LASTING_ATTEMPTS = 10;

/**
 * How calls to Temporal last through an outage: with Temporal's own retries. A retry that comes due after its connection was closed is cancelled; by itself gRPC throws there, in a timer, and the process dies of it.
 */
export const lastingCalls = (maxAttempts: number): Interceptor[] => [
  makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts })),
  unlessClosed,
];

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
