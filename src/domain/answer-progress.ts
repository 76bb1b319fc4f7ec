import type { AnswerCount, AnswerCounts, RoundPolicy } from '../contracts/activities';

/**
 * Whether people have answered enough for the round to go on: for each purpose the share `until` asks for, and for the
 * evaluation items `atLeast` answers besides (all of them where fewer were drawn). A purpose without items is satisfied.
 */
export function satisfies(counts: AnswerCounts, until: RoundPolicy['until']): boolean {
  const { evaluation, training } = counts;
  return (
    reaches(evaluation, until.evaluation.answered) &&
    evaluation.answered >= Math.min(until.evaluation.atLeast, evaluation.total) &&
    reaches(training, until.training.answered)
  );
}

/** The tolerance is for shares such as 0.07, of which 100 items make 7.000000000000001. */
function reaches(count: AnswerCount, share: number): boolean {
  return count.answered >= share * count.total - 1e-9;
}
