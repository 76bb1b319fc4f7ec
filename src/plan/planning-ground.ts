import type { Estimate } from '../contracts/estimate';
import type { LoopConfig } from '../contracts/loop-config';
import { cellsOfConfidences, cellsOfEstimate, movedTo, undivided } from '../domain/planning/expected-cells';
import type { PlanningGround } from '../domain/planning/plan';
import { accuracyOf } from '../domain/planning/planning-cell';
import { cautiousAccuracy } from '../domain/planning/size-for-margin';
import type { Exploration } from '../explore/exploration';
import { exploreLoop } from '../explore/explore-loop';
import type { Ledger } from '../ledger/port';
import { newestEstimate } from '../loops/round-records';
import { BucketMissing } from '../object-store/errors';
import type { ObjectStore } from '../object-store/port';

interface Systems {
  store: ObjectStore;
  ledgerAt(bucket: string, prefix: string): Ledger;
}

interface Options {
  /** The accuracy to expect, whatever the ledger says; null: what it says. */
  accuracy: number | null;
  signal: AbortSignal;
  onProgress(progress: { listed: number; usable: number }): void;
}

const NOTHING_KNOWN = 1 / 2;

/** What a plan can rest on when no system is asked. */
export function assumedGround(accuracy: number | null): PlanningGround {
  return {
    accuracy: ofOption(accuracy) ?? { expected: NOTHING_KNOWN, cautious: NOTHING_KNOWN, from: 'nothing', round: null },
    population: { objects: null, from: 'nothing' },
    bands: { cells: undivided(accuracy ?? NOTHING_KNOWN), from: 'nothing' },
    unresolved: null,
  };
}

/**
 * What is known of a loop before its next round: its newest estimate, else the objects of the window that waits. Where there
 * is neither, assumptions. Writes nothing.
 */
export async function planningGround(
  { store, ledgerAt }: Systems,
  config: LoopConfig,
  options: Options,
): Promise<PlanningGround> {
  const { bucket, prefix } = config.ledger;
  const estimate = (await store.bucketExists(bucket)) ? await newestEstimate(ledgerAt(bucket, prefix)) : null;
  if (estimate !== null && estimate.population > 0) return ofEstimate(estimate, options.accuracy);
  try {
    return ofWindow(await exploreLoop({ store, ledgerAt }, config, { kind: 'next-round' }, options), options.accuracy);
  } catch (error) {
    // Before production has written anything there is no window either.
    if (error instanceof BucketMissing) return assumedGround(options.accuracy);
    throw error;
  }
}

const ofOption = (accuracy: number | null): PlanningGround['accuracy'] | null =>
  accuracy === null ? null : { expected: accuracy, cautious: accuracy, from: 'option', round: null };

function ofEstimate(estimate: Estimate, wanted: number | null): PlanningGround {
  const { accuracy: seen, population, cells, bounds, round } = estimate;
  const accuracy = ofOption(wanted) ?? {
    expected: seen.value ?? NOTHING_KNOWN,
    cautious: cautiousAccuracy(seen),
    from: seen.value === null ? ('nothing' as const) : ('estimate' as const),
    round: seen.value === null ? null : round,
  };
  const known = cells.some(({ band }) => band !== null);
  const found = cellsOfEstimate(cells, seen.value ?? NOTHING_KNOWN);
  return {
    accuracy,
    population: { objects: population, from: 'estimate' },
    bands: known
      ? { cells: movedTo(accuracy.expected, found), from: 'estimate' }
      : { cells: undivided(accuracy.expected), from: 'nothing' },
    unresolved: bounds.drawn === 0 ? null : bounds.unresolved / bounds.drawn,
  };
}

function ofWindow({ usable, confidence }: Exploration, wanted: number | null): PlanningGround {
  const objects = usable.window + usable.late;
  const cells = cellsOfConfidences(confidence, wanted);
  if (objects === 0) return assumedGround(wanted);
  const without = assumedGround(wanted);
  return {
    ...without,
    // A confidence is the model's opinion of itself: good enough to guess with, not to promise a margin.
    accuracy:
      wanted === null && cells.length > 0
        ? { expected: accuracyOf(cells), cautious: NOTHING_KNOWN, from: 'confidences', round: null }
        : without.accuracy,
    population: { objects, from: 'window' },
    bands: cells.length > 0 ? { cells, from: 'confidences' } : without.bands,
  };
}
