import { z } from 'zod';
import type { Estimate } from '../contracts/estimate';
import { artifactRefSchema } from '../ledger/artifact-ref-schema';

const nullable = z.number().nullable();
const version = z.string().nullable();
const interval = z.object({ value: nullable, lower: nullable, upper: nullable });
const proportion = interval.extend({ n: z.number(), successes: z.number() });
const bounds = z.object({ drawn: z.number(), unresolved: z.number(), lower: nullable, upper: nullable });
const part = { population: nullable, accuracy: proportion };
const averages = z.object({ recall: nullable, precision: nullable, f1: nullable });
const tally = z.object({ drawn: z.number(), resolved: z.number(), right: z.number() });

const cell = z.object({
  modelVersion: version,
  flagged: z.boolean(),
  corrected: z.boolean(),
  band: z.object({ from: z.number(), to: z.number() }).nullable(),
  reachedBy: z.array(z.string()),
  objects: z.number(),
  evaluation: tally,
  blind: tally,
  all: tally,
});

const combined = interval.extend({
  n: z.number(),
  effectiveN: nullable,
  population: z.number(),
  cells: z.number(),
  borrowed: z.number(),
  unknown: z.number(),
  blind: z.boolean(),
  widthRatio: nullable,
});

const changes = z.object({
  items: z.array(z.object({ itemId: z.string(), from: z.string(), to: z.string() })),
  count: z.number(),
  accuracy: z.object({ from: nullable, to: nullable }),
  n: z.object({ from: z.number(), to: z.number() }),
});

const calibration = z.object({
  n: z.number(),
  meanConfidence: z.number(),
  gap: interval,
  brier: z.number(),
  auroc: interval.nullable(),
  ece: z.object({ value: z.number(), ifPerfect: z.number() }),
  bins: z.array(z.object({ from: z.number(), to: z.number(), meanConfidence: z.number(), accuracy: proportion })),
});

const agreement = z.object({
  items: z.number(),
  annotators: z.number(),
  pairs: z.number(),
  raw: interval,
  alpha: interval.nullable(),
  byAnnotator: z.array(z.object({ annotator: z.number(), agreement: proportion })),
});

const currentModel = z.object({
  modelVersion: version,
  rounds: z.array(z.string()),
  start: z.string(),
  end: z.string(),
  evaluation: combined,
  combined,
});

const difference = interval.extend({
  modelVersion: version,
  against: version,
  n: z.number(),
  nAgainst: z.number(),
  confoundedWithTraffic: z.boolean(),
});

const drift = z.object({
  of: z.enum(['predicted class', 'confidence', 'model version']),
  reference: z.string(),
  psi: z.number(),
  critical: z.number(),
  bins: z.number(),
  n: z.number(),
  nReference: z.number(),
});

const alarm = z.object({
  kind: z.enum(['below-target', 'drift', 'calibration']),
  raised: z.boolean(),
  says: z.string(),
  falseAlarms: z.string(),
});

/** `rounds/ID/estimates/vNNNN.json`, read back. */
export const estimateSchema: z.ZodType<Estimate> = z.object({
  loop: z.string(),
  round: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
  version: z.number().int().positive(),
  predecessor: artifactRefSchema.nullable(),
  changes: changes.nullable(),
  estimand: z.string(),
  confidence: z.number(),
  interval: z.enum(['wilson', 'clopper-pearson']),
  target: nullable,
  population: z.number(),
  accuracy: proportion,
  accuracyThisWindow: proportion,
  bounds,
  byModelVersion: z.array(z.object({ modelVersion: version, population: z.number(), accuracy: proportion, bounds })),
  byClass: z.array(z.object({ classId: z.number(), recall: proportion, precision: proportion, f1: nullable })),
  macro: averages,
  weighted: averages,
  byBand: z.array(z.object({ from: z.number(), to: z.number(), ...part })),
  byTime: z.array(z.object({ start: z.string(), end: z.string(), ...part })),
  bySlice: z.array(z.object({ slice: z.string(), value: z.string().nullable(), ...part })),
  confusion: z.record(z.string(), z.record(z.string(), z.number())),
  sufficient: z.boolean(),
  noisyBandError: proportion.nullable(),
  combined,
  combinedNotBlind: combined.nullable(),
  cells: z.array(cell),
  calibration: calibration.nullable(),
  agreement: agreement.nullable(),
  currentModel: currentModel.nullable(),
  differences: z.array(difference),
  drift: z.array(drift),
  alarms: z.array(alarm),
  inputs: z.object({ census: artifactRefSchema, draw: artifactRefSchema, labels: artifactRefSchema }),
});
