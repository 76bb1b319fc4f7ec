import type { CellTally, ModelDifference } from '../../contracts/combined-estimate';
import type { CurrentModelEstimate, Estimate } from '../../contracts/estimate';
import { combinedEstimate } from './combined-estimate';
import { modelDifference } from './difference';
import { poolRounds } from './pool-rounds';

/** What one round adds to estimates over several. */
export type RoundTallies = Pick<Estimate, 'round' | 'window' | 'cells'>;

const objectsOf = (cells: readonly CellTally[], modelVersion: string | null): number =>
  cells.reduce((sum, cell) => sum + (cell.modelVersion === modelVersion ? cell.objects : 0), 0);

/** The model version that predicted most of a round's objects; undefined for a round without any. */
export function currentVersion(cells: readonly CellTally[]): string | null | undefined {
  const versions = [...new Set(cells.map(({ modelVersion }) => modelVersion))].filter(
    (version) => objectsOf(cells, version) > 0,
  );
  return versions.reduce<string | null | undefined>(
    (most, version) => (most === undefined || objectsOf(cells, version) > objectsOf(cells, most) ? version : most),
    undefined,
  );
}

/**
 * The current model over all rounds that saw it: how good it is on the traffic, not on one window's objects, so without
 * the finite-population correction. Null for a round without objects.
 * @param rounds oldest window first, the present one last
 */
export function currentModelEstimate(rounds: readonly RoundTallies[], confidence: number): CurrentModelEstimate | null {
  const modelVersion = currentVersion(rounds.at(-1)?.cells ?? []);
  if (modelVersion === undefined) return null;
  const seen = rounds.filter(({ cells }) => objectsOf(cells, modelVersion) > 0);
  const cells = poolRounds(seen, modelVersion);
  const evaluation = combinedEstimate({ cells, labels: 'evaluation', confidence, finite: false, reference: null });
  return {
    modelVersion,
    rounds: seen.map(({ round }) => round),
    start: seen[0]?.window.start ?? '',
    end: seen.at(-1)?.window.end ?? '',
    evaluation,
    combined: combinedEstimate({ cells, labels: 'blind', confidence, finite: false, reference: evaluation }),
  };
}

/** The current model against every other version that people's blind labels speak for, the one seen last first. */
export function modelDifferences(rounds: readonly RoundTallies[], confidence: number): ModelDifference[] {
  const modelVersion = currentVersion(rounds.at(-1)?.cells ?? []);
  if (modelVersion === undefined) return [];
  const answered = [...rounds]
    .reverse()
    .flatMap(({ cells }) => cells.filter(({ blind }) => blind.resolved > 0).map((cell) => cell.modelVersion));
  return [...new Set(answered)]
    .filter((version) => version !== modelVersion)
    .map((against) => modelDifference({ rounds, modelVersion, against, labels: 'blind', confidence }));
}
