import type { Evidence } from '../checks/evidence';
import type { Truth } from '../traffic/truth-book';
import { accuracyOver, type Interval, pooled, type RoundAccount } from './account';

export interface RoundFacts {
  /** From 1. */
  round: number;
  /** The workflow id. */
  id: string;
  model: string;
  estimate: Interval;
  weighted: Interval;
  traffic: readonly Truth[];
}

/** One round's line of the table, counted from what lies in the systems. */
export function accountRound(
  { round, id, model, estimate, weighted, traffic }: RoundFacts,
  evidence: Evidence,
): RoundAccount {
  const drawn = evidence.drawn.filter((item) => item.round === id);
  const items = new Set(drawn.map((item) => item.itemId));
  const tasks = evidence.tasks.filter((task) => items.has(task.item));
  const answers = new Map(tasks.map((task) => [task.item, task.answers.flat()[0] ?? null]));
  const predictions = new Map(evidence.uploaded.map((upload) => [upload.key, upload.predicted]));
  const labels = drawn.map(({ itemId, key }) => {
    const answer = answers.get(itemId) ?? null;
    const label = answer !== null && evidence.classes.includes(answer) ? answer : null;
    return { predicted: predictions.get(key) ?? '', label };
  });
  return {
    round,
    model,
    drawn: drawn.length,
    answered: tasks.filter((task) => task.answers.length > 0).length,
    filed: evidence.dataset.filter((object) => items.has(object.tags.item ?? '')).length,
    notebook: pooled(labels),
    estimate,
    weighted,
    truth: accuracyOver(traffic),
  };
}
