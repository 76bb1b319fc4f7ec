import { setMaxListeners } from 'node:events';
import { EXIT } from './exit-codes';
import { CommandFailure } from './failure';
import { createProgress } from './progress';

/** Runs what reads for long and writes nothing: with its progress shown, until Ctrl-C. @throws CommandFailure then */
export async function interruptible<T>(
  run: (options: { signal: AbortSignal; show: (text: string) => void }) => Promise<T>,
): Promise<T> {
  const interrupt = new AbortController();
  // Many reads share the signal, each with a listener of its own.
  setMaxListeners(0, interrupt.signal);
  const stop = (): void => interrupt.abort(new CommandFailure('interrupted', 'Nothing was written.', EXIT.interrupted));
  process.once('SIGINT', stop);
  const progress = createProgress(process.stderr);
  try {
    return await run({ signal: interrupt.signal, show: (text) => progress.show(text) });
  } finally {
    progress.clear();
    process.removeListener('SIGINT', stop);
  }
}
