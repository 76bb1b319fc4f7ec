import type { Context, ErrorHandler } from 'hono';
import type { Logger } from 'pino';
import { ObjectStoreError } from '../object-store/errors';
import { createSparingly } from './sparingly';

/** nginx' word for a client that went away before it was answered: nobody reads it but our own counters. */
const CLIENT_WENT = 499;
/** While a server behind us is down, every request fails. */
const LOG_EVERY_MS = 10_000;

/**
 * What becomes of an error that no route expected: the log gets it, sparingly, and whoever asked gets a short text without
 * details.
 */
export function answerErrors(log: Logger, now: () => Date): ErrorHandler {
  const sparingly = createSparingly(LOG_EVERY_MS, now);
  return (error, c) => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: CLIENT_WENT });
    sparingly(error.name, (times) => log.error({ err: error, times }, 'a request failed'));
    return error instanceof ObjectStoreError ? unavailable(c) : c.text('Something went wrong here; see the log.', 500);
  };
}

const unavailable = (c: Context): Response =>
  c.text('The object store cannot be read at the moment. Try again.', 503, { 'Retry-After': '5' });
