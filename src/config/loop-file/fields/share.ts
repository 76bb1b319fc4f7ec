import { z } from 'zod';
import { PERCENT_PATTERN, parseShare } from '../../shares';
import { inOneMessage, shown, wanting } from './words';

interface Limits {
  above?: number;
  below?: number;
}

const advice = (input: unknown): string =>
  typeof input === 'number' && Number.isInteger(input) && input > 1 && input <= 100
    ? `write ${input}% or ${input / 100}`
    : 'write a percentage such as 80%, or a number between 0 and 1 such as 0.8';

/** A share: `80%` or a number 0..1, read as 0..1. Limits are exclusive. */
export function share(limits: Limits = {}) {
  const error = wanting('a share', advice);
  const { above = -1, below = 2 } = limits;
  return z
    .union([z.number({ error }).min(0, { error }).max(1, { error }), z.string().regex(PERCENT_PATTERN, { error })], {
      error,
    })
    .transform((value, context) => {
      const parsed = parseShare(value);
      if (parsed !== null && parsed > above && parsed < below) return parsed;
      const between = `between ${Math.max(above, 0)} and ${Math.min(below, 1)}, both excluded`;
      const words =
        parsed === null
          ? { wrong: 'must be at most 100%', instead: 'write 100% or less' }
          : { wrong: `must lie ${between}`, instead: `write a number ${between}` };
      context.addIssue({
        code: 'custom',
        message: inOneMessage({ ...words, wrong: `${words.wrong}, not ${shown(value)}` }),
        input: value,
      });
      return z.NEVER;
    });
}
