import type { Estimate } from '../../contracts/estimate';
import { agreementOf } from '../agreement/agreement';
import { currentModelEstimate, modelDifferences, type RoundTallies } from './across-rounds';
import { calibrationOf } from './calibration';
import { cellTallies } from './cell-tallies';
import { combinedEstimate } from './combined-estimate';
import { type EvaluationInput, evaluationEstimate } from './evaluation-estimate';
import { isOfRandomSample, isResolved, isRight } from './judged-items';

export interface RoundEstimateInput extends EvaluationInput {
  round: string;
  /** How many people every item was put before. */
  annotators: number;
  /** Earlier rounds that may have seen the same model version, oldest window first. */
  earlier: readonly RoundTallies[];
}

/** What a round's answers say by themselves, and with those of earlier rounds; without what it is compared with. */
export type RoundEstimate = Omit<
  Estimate,
  'loop' | 'version' | 'predecessor' | 'changes' | 'drift' | 'alarms' | 'inputs'
>;

/** @throws RangeError when more was answered than the population holds */
export function roundEstimate(input: RoundEstimateInput): RoundEstimate {
  const { items, population, round, window, earlier, annotators, evaluation: choice } = input;
  const { confidence } = choice;
  const evaluation = evaluationEstimate(input);
  const cells = cellTallies(population.cells, items);
  const ofWindow = { cells, confidence, finite: true, reference: evaluation.accuracyThisWindow };
  const isAnchored = cells.some(({ all, blind }) => all.resolved > blind.resolved);
  const rounds = [...earlier, { round, window, cells }];
  const stated = items
    .filter((item) => isOfRandomSample(item) && isResolved(item))
    .flatMap((item) => (item.confidence === null ? [] : [{ confidence: item.confidence, right: isRight(item) }]));
  return {
    round,
    ...evaluation,
    combined: combinedEstimate({ ...ofWindow, labels: 'blind' }),
    combinedNotBlind: isAnchored ? combinedEstimate({ ...ofWindow, labels: 'all' }) : null,
    cells,
    calibration: calibrationOf(stated, choice),
    agreement: agreementOf({ labels: items.filter(({ blind }) => blind), annotators, choice, seed: round }),
    currentModel: currentModelEstimate(rounds, confidence),
    differences: modelDifferences(rounds, confidence),
  };
}
