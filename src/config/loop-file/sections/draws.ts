import { z } from 'zod';
import { duration } from '../fields/duration';
import { oneOf, plainName, text, wholeNumber } from '../fields/plain';
import { listOf, section } from '../fields/section';
import { share } from '../fields/share';
import { inOneMessage, shown, wanting } from '../fields/words';

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

const STRATEGIES = [
  'random',
  'all',
  'low-confidence',
  'margin',
  'entropy',
  'flagged',
  'corrected',
  'class-weighted',
  'diverse',
] as const;

/** Strategies that go by how sure the model was: of these `take` says which ones. */
export const DOUBTING: readonly (typeof STRATEGIES)[number][] = ['low-confidence', 'margin', 'entropy'];

const marginSchema = section('size: { margin: 0.03 }', {
  margin: share({ above: 0, below: 0.5 }).describe('Half the width that the interval is to have.'),
});

const weightsSchema = z.record(
  text('Bread'),
  z
    .number({
      error: wanting('a number from 0 on', 'write how many times as likely, such as 5; 0 leaves the class out'),
    })
    .min(0)
    .max(1_000_000),
  {
    error: ({ input }) =>
      inOneMessage({
        wrong: `must be a mapping of classes, not ${shown(input)}`,
        instead: 'write it as weights: { Soup: 5, Egg: 2 }',
      }),
  },
);

export const drawSchema = section('{ name: evaluation, strategy: random, size: 100, purpose: evaluation }', {
  name: plainName('low-confidence').describe("The draw's name, once in the file: lower-case letters, digits, hyphens."),
  strategy: oneOf(STRATEGIES).describe(
    'What is drawn: a random sample, everything, what the model was unsure of (by confidence, margin or entropy), what users flagged or corrected, rare classes more often, or images unlike one another.',
  ),
  purpose: oneOf(['evaluation', 'training']).describe(
    'evaluation: labelled blind, measures the model, never trained on. training: labelled to train.',
  ),
  size: z
    .union([wholeNumber(1, 1_000_000), marginSchema], {
      error: wanting(
        'a whole number from 1 to 1000000, or a margin',
        'write a whole number from 1 to 1000000, or for the evaluation draw { margin: 0.03 }',
      ),
    })
    .optional()
    .describe(
      'How many images at most. Needed by random, class-weighted, diverse, and by take: sample, lowest or highest. For the evaluation draw also { margin: 0.03 }: as many as that takes.',
    ),
  minPerVersion: wholeNumber(1, 10_000)
    .optional()
    .describe('For the evaluation draw: each model version gets at least as many, if it has them.'),
  below: share({ above: 0 })
    .optional()
    .describe(
      'For low-confidence: images with a confidence below this. For margin: with less between the two greatest scores.',
    ),
  above: share({ below: 1 }).optional().describe('For entropy: images whose entropy, 0 to 1, is above this.'),
  take: oneOf(['all', 'sample', 'lowest', 'highest'])
    .optional()
    .describe(
      'For low-confidence, margin and entropy: all that match, `size` of them at random, or the `size` that the model was least sure of (lowest confidence or margin, highest entropy). Default: all.',
    ),
  weights: weightsSchema
    .optional()
    .describe(
      'For class-weighted: how likely an image of each predicted class is drawn, against 1 for the others. Default: all classes are drawn alike.',
    ),
  pool: wholeNumber(10, 20_000)
    .optional()
    .describe('For diverse: how many images are compared, taken at random. Default: 2000.'),
  radius: wholeNumber(0, 32)
    .optional()
    .describe('For diverse: images are alike when their hashes differ in at most so many of 64 bits. Default: 6.'),
  perClass: wholeNumber(1, 1_000_000).optional().describe('For diverse: at most so many of each predicted class.'),
  where: whereSchema.optional().describe('Narrows the draw: conditions are joined by and, the values of one by or.'),
});

const EXAMPLE = 'draws: [{ name: evaluation, strategy: random, size: 100, purpose: evaluation }]';

export const drawsSchema = listOf(drawSchema, EXAMPLE, 1, 50).describe(
  'What people look at, drawn in this order; the random evaluation draw first. Nothing is drawn twice.',
);
