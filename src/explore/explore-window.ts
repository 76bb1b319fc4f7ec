import { type CensusCounts, noCounts } from '../../activities/data/census/census-index';
import { type CensusScope, censusRows } from '../../activities/data/census/census-rows';
import type { EarlierObjects } from '../../activities/data/census/earlier-objects';
import type { RecordedSizing } from '../../activities/data/drawing/draw-sizing';
import type { ClassRegistry } from '../contracts/classes';
import type { LoopConfig } from '../contracts/loop-config';
import type { CensusRow } from '../contracts/rows';
import type { Window } from '../contracts/window';
import { createDrawing } from '../domain/drawing/drawing';
import type { ObjectStore } from '../object-store/port';
import { Confidences } from './confidences';
import type { Exploration } from './exploration';

export interface ExplorationScope {
  config: LoopConfig;
  registry: ClassRegistry;
  window: Window;
  /** What earlier rounds know; null to look at the window's own objects alone. */
  earlier: EarlierObjects | null;
  isFiled: CensusScope['isFiled'];
  sizing: RecordedSizing | null;
}

export interface ExplorationProgress {
  listed: number;
  usable: number;
}

/**
 * Takes a census of the window as a round would and counts it, without keeping or writing anything. What a round draws may
 * be less: it leaves out content that was drawn before, which only the bytes tell.
 */
export async function exploreWindow(
  store: ObjectStore,
  scope: ExplorationScope,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (progress: ExplorationProgress) => void },
): Promise<Exploration> {
  const { config, registry, window, sizing } = scope;
  const { source, draws, seed } = config;
  const counts = noCounts();
  const tally = createTally(registry);
  const drawing = createDrawing({
    draws,
    seed,
    window,
    registry,
    bucket: source.bucket,
    groupTag: config.predictions.tags.group,
    ...(sizing && { sizing }),
  });
  let listed = 0;
  for await (const page of store.list({ bucket: source.bucket, key: source.prefix }, { signal })) {
    for (const row of await censusRows(store, scope, page, counts, signal)) {
      tally.add(row);
      drawing.add(row);
    }
    listed += page.length;
    onProgress?.({ listed, usable: usableOf(counts) });
  }
  return {
    loop: config.name,
    window,
    listed,
    usable: { window: counts.window, late: counts.late, reread: counts.reread },
    unusable: counts.unusable,
    warnings: counts.warnings,
    examples: counts.examples,
    ...tally.result(),
    draws: drawing.finish().draws,
    sizing,
  };
}

const usableOf = ({ window, late, reread }: CensusCounts): number => window + late + reread;

type Tallied = Pick<Exploration, 'flagged' | 'corrected' | 'scored' | 'classes' | 'confidence' | 'thresholds'>;

function createTally(registry: ClassRegistry): { add(row: CensusRow): void; result(): Tallied } {
  const confidences = new Confidences();
  const byClass = new Map<number, Record<string, number>>();
  let flagged = 0;
  let corrected = 0;
  let scored = 0;
  return {
    add({ predictedClass, modelVersion, confidence, ...row }) {
      confidences.add(confidence);
      if (row.flagged) flagged += 1;
      if (row.correctedClass !== null) corrected += 1;
      if (row.scores !== null) scored += 1;
      const versions = byClass.get(predictedClass) ?? {};
      versions[modelVersion ?? ''] = (versions[modelVersion ?? ''] ?? 0) + 1;
      byClass.set(predictedClass, versions);
    },
    result: () => ({
      flagged,
      corrected,
      scored,
      classes: registry.classes
        .filter(({ id, retired }) => !retired || byClass.has(id))
        .map(({ id, name }) => {
          const byModelVersion = byClass.get(id) ?? {};
          const objects = Object.values(byModelVersion).reduce((sum, count) => sum + count, 0);
          return { classId: id, name, objects, byModelVersion };
        }),
      confidence: { bins: confidences.bins(), unknown: confidences.unknown },
      thresholds: confidences.thresholds(),
    }),
  };
}
