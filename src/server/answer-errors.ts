import type { Context, ErrorHandler } from 'hono';
import type { Logger } from 'pino';
import { ObjectStoreError } from '../object-store/errors';

/** nginx' word for a client that went away before it was answered: nobody reads it but our own counters. */
const CLIENT_WENT = 499;

/** What becomes of an error that no route expected: the log gets it, whoever asked gets a short text without details. */
export function answerErrors(log: Logger): ErrorHandler {
  return (error, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: CLIENT_WENT });
    log.error({ err: error }, 'a request failed');
    return error instanceof ObjectStoreError ? unavailable(c) : c.text('Something went wrong here; see the log.', 500);
  };
}

const unavailable = (c: Context): Response =>
  c.text('The object store cannot be read at the moment. Try again.', 503, { 'Retry-After': '5' });
