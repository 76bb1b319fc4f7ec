import type { ClassRegistry } from '../../contracts/classes';
import type { Estimate } from '../../contracts/estimate';
import type { Bounds } from '../../contracts/proportion';
import { percent } from '../../domain/headline';
import { columns } from '../output';
import { proportion } from './proportion';

/** An estimate as plain text; `registry` names its classes. */
export function describeEstimate(estimate: Estimate, registry: ClassRegistry | null): string {
  const { loop, window, version, round, accuracy, byModelVersion, byClass } = estimate;
  const names = new Map(registry?.classes.map(({ id, name }) => [id, name]));
  return [
    `${loop}, ${window.start} to ${window.end} (version ${version} of ${round})`,
    '',
    `Accuracy: ${proportion(accuracy)}${estimate.sufficient ? '' : '; too few answers to act on'}`,
    `Of this window alone: ${proportion(estimate.accuracyThisWindow)}`,
    bounds(estimate.bounds),
    estimate.estimand,
    '',
    columns(
      ['MODEL VERSION', 'OBJECTS', 'ACCURACY'],
      byModelVersion.map((of) => [of.modelVersion ?? 'not said', of.population, proportion(of.accuracy)]),
    ),
    '',
    columns(
      ['CLASS', 'RECALL', 'PRECISION', 'F1'],
      byClass.map((of) => [
        names.get(of.classId) ?? `class ${of.classId}`,
        proportion(of.recall),
        proportion(of.precision),
        of.f1 === null ? 'unknown' : of.f1.toFixed(2),
      ]),
    ),
  ].join('\n');
}

function bounds({ drawn, unresolved, lower, upper }: Bounds): string {
  if (unresolved === 0 || lower === null || upper === null) return `All ${drawn} drawn images were answered.`;
  return `Of ${drawn} drawn images ${unresolved} have no settled answer: were all wrong, it would be ${percent(lower)}; were all right, ${percent(upper)}.`;
}
