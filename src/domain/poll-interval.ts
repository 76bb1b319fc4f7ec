const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * How much longer than `annotation.poll` a round waits between two looks as it ages: people who have not answered
 * within hours will not mind minutes, and each look costs Label Studio 100-200 ms of its one core.
 */
const LENGTHENING = [
  { youngerThanMs: HOUR, factor: 1 },
  { youngerThanMs: 6 * HOUR, factor: 2 },
  { youngerThanMs: 24 * HOUR, factor: 5 },
  { youngerThanMs: Number.POSITIVE_INFINITY, factor: 10 },
];

/** Lengthening stops here, so that an answer is never older than this when it is noticed (unless `poll` itself is longer). */
const LONGEST = 15 * MINUTE;

/**
 * Milliseconds until the next look: `pollMs`, lengthened by age, never beyond the deadline, at least a second.
 * @param ageMs since the tasks were there
 * @param remainingMs until the deadline
 */
export function pollInterval(pollMs: number, ageMs: number, remainingMs: number): number {
  const factor = LENGTHENING.find((row) => ageMs < row.youngerThanMs)?.factor ?? 1;
  const lengthened = Math.max(pollMs, Math.min(pollMs * factor, LONGEST));
  return Math.max(1000, Math.min(lengthened, remainingMs));
}
