import { z } from 'zod';
import { inOneMessage, shown } from './words';

/**
 * A mapping with fixed keys; others are refused.
 *
 * @param example how it is written, on one line
 */
export function section<Shape extends z.ZodRawShape>(example: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      // Unknown keys are told by whoever knows the whole language.
      if (issue.code !== 'invalid_type') return undefined;
      const wrong =
        issue.input === undefined
          ? 'is missing'
          : issue.input === null
            ? 'has nothing below it'
            : `must be a mapping of keys, not ${shown(issue.input)}`;
      return inOneMessage({ wrong, instead: `write it as ${example}` });
    },
  });
}

/** A list with at least `least` entries. */
export function listOf<Item extends z.ZodType>(item: Item, example: string, least: number, most: number) {
  return z
    .array(item, {
      error: ({ input }) =>
        inOneMessage({
          wrong: input === undefined ? 'is missing' : `must be a list, not ${shown(input)}`,
          instead: `write it as ${example}`,
        }),
    })
    .min(least, {
      error: inOneMessage({
        wrong: `needs at least ${least} ${least === 1 ? 'entry' : 'entries'}`,
        instead: `write it as ${example}`,
      }),
    })
    .max(most, {
      error: inOneMessage({ wrong: `has more than ${most} entries`, instead: `write ${most} at most` }),
    });
}
