import { isGrpcServiceError, ServiceError } from '@temporalio/client';

/** gRPC: UNKNOWN is what a broken line becomes, then DEADLINE_EXCEEDED and UNAVAILABLE. */
const LOST_CODES = new Set([2, 4, 14]);

/** What to do where Temporal answers no more. */
export const LOST_ADVICE =
  'It did when this began: look at the server that TEMPORAL_ADDRESS names and the network between, then run it again.';

/** That a call to Temporal found nobody any more, in words; null for any other error. */
export function lostCall(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const grpc = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(grpc) || !LOST_CODES.has(grpc.code)) return null;
  return `Temporal answers no more: ${error.message}`;
}
