import type { z } from 'zod';
import { duration } from './fields/duration';
import { plainName, text, wholeNumber } from './fields/plain';
import { section } from './fields/section';
import { annotationSchema } from './sections/annotation';
import { classesSchema } from './sections/classes';
import { drawsSchema } from './sections/draws';
import { predictionsSchema } from './sections/predictions';
import { evaluationSchema, retrainingSchema } from './sections/retraining';
import { scheduleSchema } from './sections/schedule';
import { filingSchema, ledgerSchema, sourceSchema } from './sections/storage';

/** The language of loop files, key by key. What needs two keys at once is in `checks/`. */
export const loopFileSchema = section('a mapping with name, source, ledger, classes, draws and filing', {
  name: plainName('food11').describe(
    "The loop's name: lower-case letters, digits, hyphens. It names schedules, rounds and projects.",
  ),
  seed: text('food11').optional().describe("Seeds every draw. Default: the loop's name."),
  source: sourceSchema.describe('Where production writes its images.'),
  ledger: ledgerSchema.describe('Where the loop keeps its artifacts.'),
  predictions: predictionsSchema.prefault({}).describe('How production says what it predicted.'),
  classes: classesSchema,
  schedule: scheduleSchema.prefault({ every: '24h' }).describe('When rounds start: every, or cron with timezone.'),
  maxOpenRounds: wholeNumber(1, 100)
    .prefault(10)
    .describe('With this many rounds that wait for people, no new one is started.'),
  settle: duration('0s').prefault('1m').describe('Objects newer than this wait for the next window.'),
  lookback: duration('0s')
    .prefault('24h')
    .describe('Objects that surface up to this much later (long uploads) are found.'),
  feedback: duration('0s')
    .prefault('24h')
    .describe('Tags of undrawn objects are read again for this long; then they are final.'),
  draws: drawsSchema,
  annotation: annotationSchema.prefault({}).describe('How people are asked.'),
  filing: filingSchema.describe('Where labelled images go.'),
  evaluation: evaluationSchema.prefault({}).describe('How accuracy is estimated.'),
  retraining: retrainingSchema.prefault({}).describe('When, by whose decision and how the model is retrained.'),
});

/** A loop file as parsed: durations in milliseconds, shares 0..1, defaults of single keys filled in. */
export type LoopFile = z.output<typeof loopFileSchema>;

export type Draw = LoopFile['draws'][number];

/** What could be parsed of a loop file: a section with a flaw is absent, and so is a draw with one. */
export type ParsedSections = { [Key in Exclude<keyof LoopFile, 'draws'>]?: LoopFile[Key] } & {
  draws?: (Draw | undefined)[];
};
