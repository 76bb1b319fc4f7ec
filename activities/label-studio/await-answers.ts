import { Context } from '@temporalio/activity';
import type { AnswerCounts, LabelStudioActivities } from '../../src/contracts/activities';
import { satisfies } from '../../src/domain/answer-progress';
import { pollInterval } from '../../src/domain/poll-interval';
import { failure, failureOf } from '../failures';
import type { LabelStudioDependencies } from './dependencies';

/** As in the wait's retry policy: what a look that failed near the deadline or after it waits for the next one. */
const RETRY_MS = 10_000;

/**
 * Looks once. Enough is answered, or the deadline has passed before the look: it ends. Else it fails as pending and
 * says when to look next, so that the whole wait is one activity. Whatever pause a server in trouble asks for, it looks
 * again at the deadline.
 */
export function awaitAnswers(deps: LabelStudioDependencies): LabelStudioActivities['awaitAnswers'] {
  return async (input) => {
    const { until, deadline, pollMs, openedAt } = input;
    const lookedAt = deps.now().getTime();
    const remainingMs = Date.parse(deadline) - lookedAt;
    const counts = await countAnswers(deps, input).catch((error: unknown) => {
      throw failureOf(error, Math.max(remainingMs, RETRY_MS));
    });
    if (satisfies(counts, until)) return { reason: 'answered', counts };
    if (remainingMs <= 0) return { reason: 'deadline', counts };
    throw failure('AnnotationsPending', progressOf(counts), {
      nextRetryMs: pollInterval(pollMs, lookedAt - Date.parse(openedAt), remainingMs),
    });
  };
}

async function countAnswers(
  { openLoop, labelStudio }: LabelStudioDependencies,
  { configRef, round, projects }: Parameters<LabelStudioActivities['awaitAnswers']>[0],
): Promise<AnswerCounts> {
  const { cancellationSignal: signal } = Context.current();
  const { annotators } = (await openLoop(configRef)).config.annotation;
  return {
    evaluation: await labelStudio.countRound(projects.evaluation, round, annotators, { signal }),
    training: await labelStudio.countRound(projects.training, round, annotators, { signal }),
  };
}

const progressOf = ({ evaluation, training }: AnswerCounts): string =>
  `${evaluation.answered} of ${evaluation.total} answered (evaluation), ${training.answered} of ${training.total} (training)`;
