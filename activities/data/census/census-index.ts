import { z } from 'zod';
import type { ArtifactRef } from '../../../src/contracts/artifact';
import type { Window } from '../../../src/contracts/window';
import type { PredictionWarning } from '../../../src/domain/predictions';
import type { Unusable } from '../../../src/domain/unusable';
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
  /** The first keys of each reason and warning. */
  examples: Record<string, string[]>;
}

/** `rounds/ID/census.json`. */
export interface CensusIndex extends CensusCounts {
  interval: Window;
  /** The oldest window from which nobody has looked back yet, in full; null where nothing is left to a later census. */
  leftUndone: Window | null;
  parts: ArtifactRef[];
}

const counts = z.record(z.string(), z.number());

const countsShape = {
  window: z.number(),
  late: z.number(),
  reread: z.number(),
  unusable: counts,
  warnings: counts,
  // None in what was written before they were kept.
  examples: z.record(z.string(), z.array(z.string())).default({}),
};

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

export const noCounts = (): CensusCounts => ({
  window: 0,
  late: 0,
  reread: 0,
  unusable: {},
  warnings: {},
  examples: {},
});

/** Names kept of each reason: enough to see what is wrong, few enough for an index. */
const EXAMPLES = 5;

export function countOne(
  counts: CensusCounts,
  kind: 'unusable' | 'warnings',
  reason: Unusable | PredictionWarning,
  key: string,
): void {
  counts[kind][reason] = (counts[kind][reason] ?? 0) + 1;
  keep(counts, reason, [key]);
}

function keep({ examples }: CensusCounts, reason: string, keys: readonly string[]): void {
  examples[reason] = [...(examples[reason] ?? []), ...keys].slice(0, EXAMPLES);
}

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
    for (const [reason, keys] of Object.entries(part.examples)) keep(sum, reason, keys);
  }
  return sum;
}
