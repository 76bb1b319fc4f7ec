import type { EstimateHeadline } from '../contracts/estimate';
import type { RetrainingRule } from '../contracts/loop-config';
import { describeHeadline, percent } from './headline';

/**
 * Whether a loop's retraining rule holds, and why or why not in one sentence for the operator. An estimate from too few
 * answers makes no rule hold but `newLabels` and `always`.
 * @param newLabels training labels that no trained model has had
 */
export function judgeRule(
  rule: RetrainingRule,
  facts: { newLabels: number; headline: EstimateHeadline },
): { due: boolean; because: string } {
  const { newLabels, headline } = facts;
  const labels = newLabels === 1 ? '1 new label' : `${newLabels} new labels`;
  switch (rule.kind) {
    case 'always':
      return { due: true, because: `${labels}; the loop asks for a retraining after every round` };
    case 'newLabels':
      return { due: newLabels >= rule.atLeast, because: `${labels}, the rule asks for ${rule.atLeast}` };
    case 'accuracyBelow': {
      const measured = `accuracy is ${describeHeadline(headline)}`;
      if (headline.value === null || !headline.sufficient) return { due: false, because: measured };
      const due = headline.value < rule.below;
      return { due, because: `${measured}; ${due ? 'below' : 'not below'} the ${percent(rule.below)} of the rule` };
    }
  }
}
