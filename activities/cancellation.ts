import { setMaxListeners } from 'node:events';
import { cancellationSignal } from '@temporalio/activity';

/** The running activity's cancellation, for many requests at once: each listens to it, which is no leak. */
export function sharedCancellation(): AbortSignal {
  const signal = cancellationSignal();
  setMaxListeners(0, signal);
  return signal;
}
