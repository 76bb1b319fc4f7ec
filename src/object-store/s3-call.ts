import { setTimeout as pause } from 'node:timers/promises';
import { CredentialsRefused, StoreUnavailable } from './errors';

/**
 * Runs one request and says where and in what it failed. An abort comes back as the signal's own reason.
 *
 * What fails for now is asked once more after a short pause; the next attempts are Temporal's, where they are seen. Not so
 * with `once`: what copies or deletes is never sent again blindly. Its reply may be what was lost, and by the second time
 * something else may lie there. Whoever asked looks first.
 */
export type S3Call = <T>(
  operation: string,
  location: string,
  signal: AbortSignal | undefined,
  request: (options: { abortSignal: AbortSignal }) => Promise<T>,
  options?: { once?: boolean },
) => Promise<T>;

/** Of the second try: half of it at least, so that many which failed together do not come back together. */
const PAUSE_MS = 200;
/** Who asks to be left alone for longer than this is left alone: the whole step comes back then. */
const LONGEST_PAUSE_MS = 1000;
/** Of an answer as a whole, in request timeouts: one that keeps dripping would otherwise never end. */
const LONGEST_ANSWER = 10;

export function createCall(
  failure: (operation: string, location: string, error: unknown) => unknown,
  requestTimeoutMs: number,
): S3Call {
  return async (operation, location, signal, request, { once = false } = {}) => {
    const ask = async (): Promise<Awaited<ReturnType<typeof request>>> => {
      signal?.throwIfAborted();
      const bounded = new AbortController();
      const give = (): void => bounded.abort();
      const bound = setTimeout(give, requestTimeoutMs * LONGEST_ANSWER);
      signal?.addEventListener('abort', give, { once: true });
      try {
        return await request({ abortSignal: bounded.signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (!bounded.signal.aborted) throw failure(operation, location, error);
        const what = 'the answer went on for so long that it was given up';
        throw new StoreUnavailable(
          { operation, location, code: null },
          what,
          'look at the store and its network',
          null,
        );
      } finally {
        clearTimeout(bound);
        signal?.removeEventListener('abort', give);
      }
    };
    try {
      return await ask();
    } catch (error) {
      const wait = once ? null : pauseBeforeSecond(error);
      if (wait === null) throw error;
      // Called off meanwhile, it is `ask` that says so.
      await pause(wait, undefined, signal && { signal }).catch(() => undefined);
      return ask();
    }
  };
}

/** In ms; null where a second try is no use, or too early. */
function pauseBeforeSecond(error: unknown): number | null {
  // The SDK has learned the store's clock from this very refusal, and signs the next request by it.
  if (error instanceof CredentialsRefused && error.code === 'RequestTimeTooSkewed') return 0;
  if (!(error instanceof StoreUnavailable) || (error.retryAfterMs ?? 0) > LONGEST_PAUSE_MS) return null;
  return Math.max(error.retryAfterMs ?? 0, PAUSE_MS * (0.5 + Math.random() / 2));
}
