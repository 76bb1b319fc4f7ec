import type { LabelCounts } from '../../contracts/activities';
import type { LabelTotals } from '../../contracts/report';
import type { RetrainingRecord } from '../../contracts/retraining';
import { nothing, section } from '../figure';
import { type Html, html, table } from '../html';

const STATES: [keyof LabelCounts, string][] = [
  ['labelled', 'Labelled'],
  ['skipped', 'Skipped'],
  ['disputed', 'Disputed'],
  ['missing', 'Without an answer, or nobody could tell'],
  ['superseded', 'Replaced in the store meanwhile'],
];

/** What people have done for this loop so far. */
export function totals({ evaluation, training }: LabelTotals): Html {
  return section(
    'Labelled so far',
    table(
      ['Images of all rounds', 'Evaluation', 'Training'],
      STATES.map(([state, name]) => [name, evaluation[state], training[state]]),
    ),
  );
}

/** Which dataset made which model, newest first. */
export function retrainings(records: readonly RetrainingRecord[]): Html {
  if (records.length === 0) return section('Datasets and models', nothing('No retraining has been decided yet.'));
  return section(
    'Datasets and models',
    html`<p>Each decision is of one dataset, named by its digest.</p>`,
    table(
      ['No.', 'Decided', 'Dataset', 'Images', 'New', 'Proposed by', 'Model', 'The trainer says'],
      [...records]
        .reverse()
        .map(({ number, decision, proposal, result, failure }) => [
          number,
          `${VERDICTS[decision.verdict]} by ${decision.by}, ${decision.at.slice(0, 16).replace('T', ' ')}`,
          proposal.digest.slice(0, 12),
          proposal.items,
          proposal.newLabels,
          proposal.round,
          result?.modelVersion ?? (failure === null ? 'none' : 'failed'),
          result ? metrics(result.metrics) : (failure ?? ''),
        ]),
    ),
  );
}

const VERDICTS: Record<RetrainingRecord['decision']['verdict'], string> = {
  approve: 'approved',
  reject: 'rejected',
  expire: 'expired',
};

const metrics = (of: Record<string, number | null>): string =>
  Object.entries(of)
    .map(([name, value]) => `${name} ${value === null ? 'unknown' : Number(value.toPrecision(4))}`)
    .join(', ');
