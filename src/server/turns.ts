/** Lets a bounded number of things happen at once; the others wait for their turn, in order. */
export interface Turns {
  /**
   * Resolves to what gives the turn back, or to null where so many wait already that waiting makes no sense.
   * @throws the signal's reason when it is aborted while waiting
   */
  take(signal: AbortSignal): Promise<(() => void) | null>;
}

export function createTurns({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): Turns {
  const waiting = new Set<() => void>();
  let taken = 0;

  function turn(): () => void {
    taken += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      taken -= 1;
      for (const next of waiting) {
        waiting.delete(next);
        next();
        return;
      }
    };
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (taken < atOnce) return turn();
      if (waiting.size >= mostWaiting) return null;
      return new Promise((resolve, reject) => {
        const called = (): void => {
          signal.removeEventListener('abort', left);
          resolve(turn());
        };
        const left = (): void => {
          waiting.delete(called);
          reject(signal.reason);
        };
        waiting.add(called);
        signal.addEventListener('abort', left, { once: true });
      });
    },
  };
}
