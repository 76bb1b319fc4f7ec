import { z } from 'zod';
import type { DrawCount, DrawResult } from '../../../src/contracts/activities';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { Population } from '../../../src/contracts/population';
import type { Ledger } from '../../../src/ledger/port';
import { namePopulation } from '../../../src/loops/populations';
import type { RecordedSizing } from './draw-sizing';

/** What a draw was taken from; kept in the metadata of its Parquet file, so that the two cannot part. */
interface DrawSummary {
  draws: DrawCount[];
  population: { ref: ArtifactRef; counts: Population };
  sizing: RecordedSizing | null;
}

const drawsSchema = z.array(
  z.object({
    name: z.string(),
    purpose: z.enum(['evaluation', 'training']),
    matched: z.number(),
    taken: z.number(),
  }),
);

export const writeDrawSummary = ({ draws, population, sizing }: DrawSummary): Record<string, string> => ({
  draws: JSON.stringify(draws),
  ...namePopulation(population.ref),
  ...(sizing && { sizing: JSON.stringify(sizing) }),
});

/** The result of the draw, read back from what was written. */
export async function readDrawSummary(ledger: Ledger, draw: ArtifactRef): Promise<DrawResult> {
  const draws = drawsSchema.parse(JSON.parse((await ledger.readMetadata(draw)).draws ?? 'null'));
  const taken = (purpose: DrawCount['purpose']): number =>
    draws.reduce((sum, count) => sum + (count.purpose === purpose ? count.taken : 0), 0);
  return { draw, draws, evaluation: taken('evaluation'), training: taken('training') };
}
