import type { Logger } from 'pino';
import { createSparingly } from './sparingly';

/** What was refused, and why: words of ours, never what the stranger sent. */
interface Refusal {
  what: 'hook' | 'callback' | 'media' | 'page' | 'connection';
  why: string;
}

export interface Refusals {
  /** @param from the other end of the connection: a stranger's address, or the proxy's */
  note(refusal: Refusal, from: string | undefined): void;
}

const EVERY_MS = 60_000;

/** Logs what is refused: the first of each kind, then a line a minute at most with how many there were. */
export function createRefusals(log: Logger, now: () => Date): Refusals {
  const sparingly = createSparingly(EVERY_MS, now);
  return {
    note({ what, why }, from) {
      sparingly(`${what}: ${why}`, (times) => log.warn({ refused: what, why, from, times }, 'a request was refused'));
    },
  };
}
