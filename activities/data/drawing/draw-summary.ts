import { z } from 'zod';
import type { DrawCount, DrawResult } from '../../../src/contracts/activities';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { CensusRow } from '../../../src/contracts/rows';
import type { Ledger } from '../../../src/ledger/port';

/** What a draw was taken from; kept in the metadata of its Parquet file, so that the two cannot part. */
interface DrawSummary {
  draws: DrawCount[];
  /** Objects that the random evaluation draw could take, by model version; '' where production named none. */
  population: Record<string, number>;
}

const drawsSchema = z.array(
  z.object({
    name: z.string(),
    purpose: z.enum(['evaluation', 'training']),
    matched: z.number(),
    taken: z.number(),
  }),
);
const populationSchema = z.record(z.string(), z.number());

export const writeDrawSummary = ({ draws, population }: DrawSummary): Record<string, string> => ({
  draws: JSON.stringify(draws),
  population: JSON.stringify(population),
});

/** Objects of the population by model version, as they were when the round drew. */
export async function readPopulation(ledger: Ledger, draw: ArtifactRef): Promise<Record<string, number>> {
  return populationSchema.parse(JSON.parse((await ledger.readMetadata(draw)).population ?? 'null'));
}

/** The result of the draw, read back from what was written. */
export async function readDrawSummary(ledger: Ledger, draw: ArtifactRef): Promise<DrawResult> {
  const draws = drawsSchema.parse(JSON.parse((await ledger.readMetadata(draw)).draws ?? 'null'));
  const taken = (purpose: DrawCount['purpose']): number =>
    draws.reduce((sum, count) => sum + (count.purpose === purpose ? count.taken : 0), 0);
  return { draw, draws, evaluation: taken('evaluation'), training: taken('training') };
}

/** Counts what the evaluation draw matches, while the census streams by. */
export function createPopulation(matches: (row: CensusRow) => boolean): {
  add(row: CensusRow): void;
  counts(): Record<string, number>;
} {
  const counts: Record<string, number> = {};
  return {
    add(row) {
      if (!matches(row)) return;
      const version = row.modelVersion ?? '';
      counts[version] = (counts[version] ?? 0) + 1;
    },
    counts: () => counts,
  };
}
