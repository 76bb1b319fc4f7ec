import { Context } from '@temporalio/activity';
import type { AnswerCounts, LabelStudioActivities } from '../../src/contracts/activities';
import { satisfies } from '../../src/domain/answer-progress';
import { pollInterval } from '../../src/domain/poll-interval';
import { failure } from '../failures';
import type { LabelStudioDependencies } from './dependencies';

/**
 * Looks once. Enough is answered, or the deadline has passed before the look: it ends. Else it fails as pending and
 * says when to look next, so that the whole wait is one activity.
 */
export function awaitAnswers(deps: LabelStudioDependencies): LabelStudioActivities['awaitAnswers'] {
  const { openLoop, labelStudio, now } = deps;
  return async ({ configRef, round, projects, until, deadline, pollMs, openedAt }) => {
    const { cancellationSignal: signal } = Context.current();
    const { annotators } = (await openLoop(configRef)).config.annotation;
    const lookedAt = now().getTime();
    const counts: AnswerCounts = {
      evaluation: await labelStudio.countRound(projects.evaluation, round, annotators, { signal }),
      training: await labelStudio.countRound(projects.training, round, annotators, { signal }),
    };
    if (satisfies(counts, until)) return { reason: 'answered', counts };
    const remainingMs = Date.parse(deadline) - lookedAt;
    if (remainingMs <= 0) return { reason: 'deadline', counts };
    throw failure('AnnotationsPending', progressOf(counts), {
      nextRetryMs: pollInterval(pollMs, lookedAt - Date.parse(openedAt), remainingMs),
    });
  };
}

const progressOf = ({ evaluation, training }: AnswerCounts): string =>
  `${evaluation.answered} of ${evaluation.total} answered (evaluation), ${training.answered} of ${training.total} (training)`;
