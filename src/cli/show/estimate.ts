import type { ClassRegistry } from '../../contracts/classes';
import type { CombinedEstimate, ModelDifference } from '../../contracts/combined-estimate';
import type { Estimate } from '../../contracts/estimate';
import type { Bounds } from '../../contracts/proportion';
import { classNames } from '../../domain/class-names';
import { describeHeadline, percent } from '../../domain/headline';
import { columns, inLine } from '../output';
import { proportion } from './proportion';

/** An estimate as plain text; `registry` names its classes. */
export function describeEstimate(estimate: Estimate, registry: ClassRegistry | null): string {
  const { loop, window, version, round, accuracy, byModelVersion, byClass } = estimate;
  const nameOf = classNames(registry?.classes ?? []);
  return [
    `${loop}, ${window.start} to ${window.end} (version ${version} of ${round})`,
    '',
    `Accuracy: ${proportion(accuracy)}${estimate.sufficient ? '' : '; too few answers to act on'}`,
    `Of this window alone: ${proportion(estimate.accuracyThisWindow)}`,
    bounds(estimate.bounds),
    estimate.estimand,
    ...estimate.alarms.filter(({ raised }) => raised).map(({ says }) => `ALARM: ${says}`),
    '',
    ...combinedLines(estimate),
    ...currentModelLines(estimate),
    columns(
      ['MODEL VERSION', 'OBJECTS', 'ACCURACY'],
      byModelVersion.map((of) => [of.modelVersion ?? 'not said', of.population, proportion(of.accuracy)]),
    ),
    '',
    columns(
      ['CLASS', 'RECALL', 'PRECISION', 'F1'],
      byClass.map((of) => [
        nameOf(of.classId),
        proportion(of.recall),
        proportion(of.precision),
        of.f1 === null ? 'unknown' : of.f1.toFixed(2),
      ]),
    ),
  ].join('\n');
}

/** What all labels say of this window, where they say more than the evaluation draw alone. */
function combinedLines({ combined, combinedNotBlind, accuracy }: Estimate): string[] {
  const lines = combined.n > accuracy.n ? [`From all ${combined.n} blind labels, weighted: ${weighted(combined)}`] : [];
  if (combinedNotBlind === null) return lines;
  return [
    ...lines,
    `With ${combinedNotBlind.n - combined.n} labels of people who saw the prediction, which anchors them: ${weighted(combinedNotBlind)}`,
  ];
}

/** The model over the rounds that saw it; for a single round that is the estimate above. */
function currentModelLines({ currentModel, differences }: Estimate): string[] {
  if (currentModel === null) return [];
  const { modelVersion, rounds, combined } = currentModel;
  const pooled =
    rounds.length < 2
      ? []
      : [`${named(modelVersion)} over ${rounds.length} rounds, from blind labels, weighted: ${weighted(combined)}`];
  return [...pooled, ...differences.flatMap(differenceLine), ''];
}

function differenceLine({
  modelVersion,
  against,
  value,
  lower,
  upper,
  n,
  nAgainst,
  confoundedWithTraffic,
}: ModelDifference): string[] {
  if (value === null || lower === null || upper === null) return [];
  const points = (share: number): string => (share * 100).toFixed(1);
  const doubt = confoundedWithTraffic ? '; confounded with traffic: they did not predict in the same windows' : '';
  return [
    `${named(modelVersion)} against ${named(against)}: ${points(value)} points (${points(lower)} to ${points(upper)}, n = ${n} and ${nAgainst})${doubt}`,
  ];
}

const named = (version: string | null): string => (version === null ? 'The unnamed model' : `Model ${inLine(version)}`);

const weighted = ({ value, lower, upper, n }: CombinedEstimate): string =>
  describeHeadline({ value, lower, upper, n, sufficient: true });

function bounds({ drawn, unresolved, lower, upper }: Bounds): string {
  if (unresolved === 0 || lower === null || upper === null) return `All ${drawn} drawn images were answered.`;
  return `Of ${drawn} drawn images ${unresolved} have no settled answer: were all wrong, it would be ${percent(lower)}; were all right, ${percent(upper)}.`;
}
