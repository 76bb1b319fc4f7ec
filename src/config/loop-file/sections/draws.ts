import { z } from 'zod';
import { duration } from '../fields/duration';
import { oneOf, plainName, text, wholeNumber } from '../fields/plain';
import { listOf, section } from '../fields/section';
import { share } from '../fields/share';
import { inOneMessage, shown } from '../fields/words';

const whereSchema = section('where: { predictedClass: [Bread], capturedWithin: 12h, tags: { device: [ios] } }', {
  predictedClass: listOf(text('Bread'), 'predictedClass: [Bread]', 1, 1000)
    .optional()
    .describe('Only images that the model put into one of these classes.'),
  capturedWithin: duration('1s')
    .optional()
    .describe("Only images captured (else stored) at most this long before the window's end."),
  tags: z
    .record(z.string(), listOf(text('ios', 1, 256), '[ios, android]', 1, 100), {
      error: ({ input }) =>
        inOneMessage({
          wrong: `must be a mapping of tags, not ${shown(input)}`,
          instead: 'write it as tags: { device: [ios, android] }',
        }),
    })
    .optional()
    .describe('Only images with one of these values, for every tag named.'),
});

export const drawSchema = section('{ name: evaluation, strategy: random, size: 100, purpose: evaluation }', {
  name: plainName('low-confidence').describe("The draw's name, once in the file: lower-case letters, digits, hyphens."),
  strategy: oneOf(['random', 'all', 'low-confidence', 'flagged', 'corrected']).describe(
    'What matches: a random sample, everything, what the model was unsure of, what users flagged or corrected.',
  ),
  purpose: oneOf(['evaluation', 'training']).describe(
    'evaluation: labelled blind, measures the model, never trained on. training: labelled to train.',
  ),
  size: wholeNumber(1, 1_000_000)
    .optional()
    .describe('How many images at most. Needed by random and by take: sample or lowest.'),
  below: share({ above: 0 }).optional().describe('For low-confidence: images with a confidence below this.'),
  take: oneOf(['all', 'sample', 'lowest'])
    .optional()
    .describe(
      'For low-confidence: all that match, `size` of them at random, or the `size` of lowest confidence. Default: all.',
    ),
  where: whereSchema.optional().describe('Narrows the draw: conditions are joined by and, the values of one by or.'),
});

const EXAMPLE = 'draws: [{ name: evaluation, strategy: random, size: 100, purpose: evaluation }]';

export const drawsSchema = listOf(drawSchema, EXAMPLE, 1, 50).describe(
  'What people look at, drawn in this order; the random evaluation draw first. Nothing is drawn twice.',
);
