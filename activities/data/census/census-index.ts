import { z } from 'zod';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { Window } from '../../../src/contracts/window';
import { artifactRefSchema } from '../../../src/ledger/artifact-ref-schema';
import type { Ledger } from '../../../src/ledger/port';

/** Counts of a census, or of a part of it. */
export interface CensusCounts {
  window: number;
  late: number;
  reread: number;
  /** Objects that cannot be drawn, by reason. */
  unusable: Record<string, number>;
  /** Usable objects with something unreadable about them, by what. */
  warnings: Record<string, number>;
}

/** `rounds/ID/census.json`. */
export interface CensusIndex extends CensusCounts {
  interval: Window;
  /** The oldest window from which nobody has looked back yet, in full; null where nothing is left to a later census. */
  leftUndone: Window | null;
  parts: ArtifactRef[];
}

const counts = z.record(z.string(), z.number());

const countsShape = { window: z.number(), late: z.number(), reread: z.number(), unusable: counts, warnings: counts };

const window = z.object({ start: z.string(), end: z.string() });

/** Null also in what was written before this was noted. */
export const leftUndoneSchema = window.nullable().default(null);

const indexSchema: z.ZodType<CensusIndex> = z.object({
  ...countsShape,
  interval: window,
  leftUndone: leftUndoneSchema,
  parts: z.array(artifactRefSchema),
});

export const countsSchema: z.ZodType<CensusCounts> = z.object(countsShape);

export const readCensusIndex = (ledger: Ledger, ref: ArtifactRef): Promise<CensusIndex> =>
  ledger.readJson(ref, indexSchema);

export const noCounts = (): CensusCounts => ({ window: 0, late: 0, reread: 0, unusable: {}, warnings: {} });

export const countOne = (into: Record<string, number>, reason: string): void => {
  into[reason] = (into[reason] ?? 0) + 1;
};

/** Sums the counts of parts. */
export function sumCounts(parts: readonly CensusCounts[]): CensusCounts {
  const sum = noCounts();
  for (const part of parts) {
    sum.window += part.window;
    sum.late += part.late;
    sum.reread += part.reread;
    for (const kind of ['unusable', 'warnings'] as const) {
      for (const [reason, count] of Object.entries(part[kind])) sum[kind][reason] = (sum[kind][reason] ?? 0) + count;
    }
  }
  return sum;
}
