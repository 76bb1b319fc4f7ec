import { z } from 'zod';
import { DURATION_PATTERN, formatDuration, LONGEST_DURATION_MS, parseDuration } from '../../durations';
import { inOneMessage, wanting } from './words';

const advice = (input: unknown): string =>
  typeof input === 'number' && Number.isSafeInteger(input) && input >= 0
    ? `write it with its unit: ${input}s, ${input}m, ${input}h, ${input}d or ${input}w`
    : 'write a whole number and its unit: 90s, 15m, 12h, 7d or 2w';

const error = wanting('a duration', advice);

/** A duration such as `15m`, read as milliseconds. */
export function duration(least: string) {
  const leastMs = parseDuration(least) ?? 0;
  return z
    .string({ error })
    .regex(DURATION_PATTERN, { error })
    .transform((text, context) => {
      const ms = parseDuration(text) ?? 0;
      if (ms >= leastMs && ms <= LONGEST_DURATION_MS) return ms;
      const words =
        ms < leastMs
          ? { wrong: `must be at least ${least}, not ${text}`, instead: `write ${least} or more` }
          : {
              wrong: `must be at most ten years, not ${text}`,
              instead: `write ${formatDuration(LONGEST_DURATION_MS)} or less`,
            };
      context.addIssue({ code: 'custom', message: inOneMessage(words), input: text });
      return z.NEVER;
    });
}
