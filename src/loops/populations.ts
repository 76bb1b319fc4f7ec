import { z } from 'zod';
import type { ArtifactRef } from '../contracts/artifact';
import type { Cell } from '../contracts/combined-estimate';
import type { Population } from '../contracts/population';
import { artifactRefSchema } from '../ledger/artifact-ref-schema';
import type { Ledger } from '../ledger/port';

const count = z.number().int().min(0);
const counts = z.record(z.string(), count);

const cellSchema: z.ZodType<Cell> = z.object({
  modelVersion: z.string().nullable(),
  flagged: z.boolean(),
  corrected: z.boolean(),
  band: z.object({ from: z.number(), to: z.number() }).nullable(),
  reachedBy: z.array(z.string()),
  objects: count,
});

const populationSchema: z.ZodType<Population> = z.object({
  objects: count,
  cells: z.array(cellSchema),
  predictedClasses: z.record(z.string(), counts),
  confidence: z.record(z.string(), z.object({ bins: z.array(count), unknown: count })),
  slices: z.record(z.string(), counts),
  times: z.object({ from: z.string(), to: z.string(), counts: z.array(count) }),
});

/** Where the draw's population lies, for the draw's own metadata. */
export const namePopulation = (ref: ArtifactRef): { populationRef: string } => ({ populationRef: JSON.stringify(ref) });

/** What a draw was taken from, counted and in cells. Null for a draw of a version that did not count. */
export async function populationOf(ledger: Ledger, draw: ArtifactRef): Promise<Population | null> {
  const { populationRef } = await ledger.readMetadata(draw);
  if (populationRef === undefined) return null;
  return ledger.readJson(artifactRefSchema.parse(JSON.parse(populationRef)), populationSchema);
}
