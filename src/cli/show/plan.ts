import { formatShare } from '../../config/shares';
import type { Plan, PlannedSplit, PlanningGround } from '../../domain/planning/plan';
import { columns } from '../output';

/** A plan as text: what it rests on, then an answer to each question. */
export function describePlan(plan: Plan): string {
  return [
    `${plan.loop}: what to expect of labels, at ${formatShare(plan.confidence)} confidence`,
    ground(plan.ground),
    configured(plan),
    margin(plan),
    split(plan),
    power(plan),
    ...(plan.interval === 'clopper-pearson'
      ? ['All by Wilson intervals; the exact ones that this loop asks for are a little wider.']
      : []),
  ].join('\n\n');
}

/** Half a width: '± 3.0 points'. */
const points = (halfWidth: number): string => `± ${(halfWidth * 100).toFixed(1)}`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const labelsOf = (count: number): string => `${count} ${count === 1 ? 'label' : 'labels'}`;

function ground({ accuracy, population, bands }: PlanningGround): string {
  const { expected, cautious } = accuracy;
  const accuracies = {
    estimate: `${percent(expected)}, and ${percent(cautious)} for the margin: the estimate of ${accuracy.round}`,
    option: `${percent(expected)}, as you say`,
    confidences: `${percent(expected)} is the model's own opinion, for nobody has answered yet; 50.0 % for the margin. --accuracy says better`,
    nothing: '50.0 %, the worst case, for nobody has answered yet; --accuracy says better',
  };
  const populations = {
    estimate: `${population.objects} objects, as many as in the window of the newest estimate`,
    window: `${population.objects} objects wait for the next round`,
    nothing: 'not known: as if there were any number of objects',
  };
  const confidences = {
    estimate: `${bands.cells.length} cells with the answers of the newest estimate`,
    confidences: `${bands.cells.length} bands, each as often right as it says (no answers yet)`,
    nothing: 'not known',
  };
  return [
    'It rests on',
    `  accuracy    ${accuracies[accuracy.from]}`,
    `  population  ${populations[population.from]}`,
    `  confidence  ${confidences[bands.from]}`,
  ].join('\n');
}

function configured({ configured: { draws, evaluation, combined } }: Plan): string {
  const narrower =
    combined.widthRatio < 1 ? `, ${formatShare(Number((1 - combined.widthRatio).toFixed(2)))} narrower` : '';
  return [
    'The loop file as it is, a round',
    `  evaluation  ${labelsOf(evaluation.labels)}: ${points(evaluation.halfWidth)} points about the model, ${points(evaluation.halfWidthThisWindow)} about the window's objects`,
    `  combined    ${points(combined.halfWidthThisWindow)} points about the window's objects${narrower}`,
    '',
    columns(
      ['DRAW', 'LABELS', 'COUNTS'],
      draws.map(({ name, labels, notCounted }) => [
        name,
        labels ?? 'unknown',
        notCounted ? `no: ${notCounted}` : 'yes',
      ]),
    ),
  ].join('\n');
}

function margin({ margin: { margin: wanted, labels, labelsAtWorst, toDraw, reached }, ground: { unresolved } }: Plan) {
  const lines = [`${points(wanted)} points from random labels alone`];
  if (!reached) lines.push(`  cannot be reached in one window: all ${labelsOf(labels)} are too few; pool rounds`);
  else {
    const worst = labelsAtWorst > labels ? ` (${labelsAtWorst} were nothing known of the accuracy)` : '';
    lines.push(`  ${labelsOf(labels)}${worst}`);
  }
  if (toDraw > labels) {
    lines.push(`  draw ${toDraw}: ${percent(unresolved ?? 0)} of the last round's images stayed unsettled`);
  }
  return lines.join('\n');
}

function split({ split: found }: Plan): string {
  if (found === null) return 'How to split labels depends on confidences, and none are known.';
  const { best, configured: own, blind, labels } = found;
  const row = (name: string, of: PlannedSplit) => [
    name,
    of.random,
    of.lowConfidence,
    of.below === null ? '' : of.below.toFixed(2),
    points(of.halfWidth),
    points(of.evaluationHalfWidth),
    of.ratioToRandom.toFixed(2),
    of.ratioToEvaluation.toFixed(2),
  ];
  const table = columns(
    ['SPLIT', 'RANDOM', 'LOW CONFIDENCE', 'BELOW', 'COMBINED', 'EVALUATION', 'TO RANDOM', 'TO EVALUATION'],
    [row('best', best), ...(own === null ? [] : [row("the file's threshold", own)])],
  );
  return [
    `${labelsOf(labels)}, split between random and low confidence`,
    table,
    'Ratios are widths: of the combined estimate to as many random labels, and to the evaluation draw alone.',
    ...(best.advice === null ? [] : [sentence(best.advice)]),
    ...(blind
      ? []
      : [
          'Of this loop only random labels count: training labels are not blind. The table is for annotation.blind: true.',
        ]),
  ].join('\n');
}

function power({ power: found }: Plan): string {
  if (found === null) return 'There is no improvement to look for: the accuracy is 100 % already.';
  const { accuracy, improvement, byRounds, for80 } = found;
  return [
    `An improvement of ${(improvement * 100).toFixed(1)} points on ${percent(accuracy)}, each version measured by as many evaluation labels`,
    columns(
      ['ROUNDS POOLED', 'LABELS', 'CHANCE TO SEE IT'],
      byRounds.map(({ rounds, labels, power: chance }) => [rounds, labels, percent(chance)]),
    ),
    `Four times in five takes ${labelsOf(for80.labels)} of each version: ${for80.rounds} ${for80.rounds === 1 ? 'round' : 'rounds'}.`,
  ].join('\n');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
