import type { Window } from '../contracts/window';

/** Start of the first window of a loop without `source.since`: before anything that a store can hold. */
export const BEGINNING = '1970-01-01T00:00:00Z';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since 1970 of an ISO 8601 instant with its zone.
 * @throws RangeError for anything else; a time without a zone is refused rather than guessed
 */
export function parseInstant(text: string): number {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new RangeError(`'${text}' is no instant; write it as 2026-11-21T02:05:29Z`);
  }
  return ms;
}

/** ISO 8601 UTC on whole seconds, rounded down: stores list objects by the second. */
export function formatInstant(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * Where a window ends: `settleMs` before the scheduled time or the store's present, whichever is earlier, so that a
 * late tick stays in its window and nothing that is still being written is cut off.
 * @param scheduledAt null for a round that an operator started by hand
 */
export function windowEnd(scheduledAt: string | null, storeNow: string, settleMs: number): string {
  const now = parseInstant(storeNow);
  const latest = scheduledAt === null ? now : Math.min(parseInstant(scheduledAt), now);
  return formatInstant(latest - settleMs);
}

/**
 * The window after all claimed ones, up to `end`; it may be empty. Windows leave no gap: only the first starts at
 * `since` (rounded up to the second: what the store dates before it is left alone).
 */
export function nextWindow(claims: readonly Window[], since: string | null, end: string): Window {
  const last = claims.reduce((latest, claim) => Math.max(latest, parseInstant(claim.end)), Number.NEGATIVE_INFINITY);
  if (last > Number.NEGATIVE_INFINITY) return { start: formatInstant(last), end };
  return { start: since === null ? BEGINNING : formatInstant(Math.ceil(parseInstant(since) / 1000) * 1000), end };
}

/** Nothing can lie in a window that ends when or before it starts; no claim is made for it. */
export function isEmpty(window: Window): boolean {
  return parseInstant(window.end) <= parseInstant(window.start);
}

/** A window for people: the first one has no beginning worth telling. */
export const describeWindow = ({ start, end }: Window): string =>
  start === BEGINNING ? `everything until ${end}` : `${start} to ${end}`;
