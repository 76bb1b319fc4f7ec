import { z } from 'zod';
import type { DatasetSummary, Decision, RetrainingRecord } from '../contracts/retraining';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { listRetrainings } from '../loops/retraining-records';

/** Where a model comes from: the dataset, who decided, and the estimate that the decision rested on. */
export interface TrainedModel {
  modelVersion: string;
  digest: string;
  items: number;
  newLabels: number;
  decision: Pick<Decision, 'by' | 'at' | 'comment'>;
  /** The round whose estimate was put before the operator. */
  round: string;
  headline: RetrainingRecord['proposal']['headline'];
  metrics: Record<string, number | null>;
  /** What the dataset adds up to; null for one that was written before there were summaries. */
  dataset: Pick<
    DatasetSummary,
    'predecessor' | 'rounds' | 'byClass' | 'byDraw' | 'added' | 'removed' | 'relabelled'
  > | null;
}

const counts = z.record(z.string(), z.number());
const summarySchema = z.object({
  predecessor: z.string().nullable(),
  rounds: z.array(z.string()),
  byClass: counts,
  byDraw: counts,
  added: z.number(),
  removed: z.number(),
  relabelled: z.number(),
});

/** Every model that this loop's labels made, oldest first. */
export async function trainedModels(ledger: Ledger): Promise<TrainedModel[]> {
  const models: TrainedModel[] = [];
  for (const { record } of await listRetrainings(ledger)) {
    if (record.result === null) continue;
    const { proposal, decision, result } = record;
    const summary = await ledger.find(ledgerKeys.datasetSummary(proposal.digest));
    models.push({
      modelVersion: result.modelVersion,
      digest: proposal.digest,
      items: proposal.items,
      newLabels: proposal.newLabels,
      decision: { by: decision.by, at: decision.at, comment: decision.comment },
      round: proposal.round,
      headline: proposal.headline,
      metrics: result.metrics,
      dataset: summary && (await ledger.readJson(summary, summarySchema)),
    });
  }
  return models;
}
