import { z } from 'zod';
import type { Estimate } from '../contracts/estimate';

const artifact = z.object({ key: z.string(), sha256: z.string(), rows: z.number() });
const nullable = z.number().nullable();
const proportion = z.object({
  n: z.number(),
  successes: z.number(),
  value: nullable,
  lower: nullable,
  upper: nullable,
});
const bounds = z.object({ drawn: z.number(), unresolved: z.number(), lower: nullable, upper: nullable });

/** `rounds/ID/estimates/vNNNN.json`, read back. */
export const estimateSchema: z.ZodType<Estimate> = z.object({
  loop: z.string(),
  round: z.string(),
  window: z.object({ start: z.string(), end: z.string() }),
  version: z.number().int().positive(),
  predecessor: artifact.nullable(),
  estimand: z.string(),
  confidence: z.number(),
  interval: z.enum(['wilson', 'clopper-pearson']),
  population: z.number(),
  accuracy: proportion,
  accuracyThisWindow: proportion,
  bounds,
  byModelVersion: z.array(
    z.object({ modelVersion: z.string().nullable(), population: z.number(), accuracy: proportion, bounds }),
  ),
  byClass: z.array(z.object({ classId: z.number(), recall: proportion, precision: proportion, f1: nullable })),
  confusion: z.record(z.string(), z.record(z.string(), z.number())),
  sufficient: z.boolean(),
  noisyBandError: proportion.nullable(),
  inputs: z.object({ census: artifact, draw: artifact, labels: artifact }),
});
