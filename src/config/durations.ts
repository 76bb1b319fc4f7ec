const SECOND = 1000;

const UNITS = [
  { suffix: 'd', word: 'day', ms: 86_400 * SECOND },
  { suffix: 'h', word: 'hour', ms: 3600 * SECOND },
  { suffix: 'm', word: 'minute', ms: 60 * SECOND },
  { suffix: 's', word: 'second', ms: SECOND },
  // Last, so that it is read and never written: seven days are understood faster.
  { suffix: 'w', word: 'week', ms: 604_800 * SECOND },
] as const;

/** Ten years: beyond it a duration is a slip, and the sum with a date could leave the calendar. */
export const LONGEST_DURATION_MS = 3650 * 86_400 * SECOND;

/** A whole number with its unit, as in `15m`. */
export const DURATION_PATTERN = /^(\d{1,9})([smhdw])$/;

/** Milliseconds of `90s`, `15m`, `12h`, `7d` or `2w`; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = DURATION_PATTERN.exec(text);
  const unit = UNITS.find(({ suffix }) => suffix === match?.[2]);
  return match === null || unit === undefined ? null : Number(match[1]) * unit.ms;
}

/** A spelling that `parseDuration` reads back, in the largest unit that fits. `ms` is a whole number of seconds, not negative. */
export function formatDuration(ms: number): string {
  const unit = largestUnit(ms);
  return `${ms / unit.ms}${unit.suffix}`;
}

/** The same in words: `7 days`, `1 minute`. */
export function durationInWords(ms: number): string {
  const unit = largestUnit(ms);
  const count = ms / unit.ms;
  return `${count} ${unit.word}${count === 1 ? '' : 's'}`;
}

function largestUnit(ms: number): (typeof UNITS)[number] {
  return (ms === 0 ? undefined : UNITS.find((unit) => ms % unit.ms === 0)) ?? UNITS[3];
}
