import { Context } from '@temporalio/activity';
import type { AnswerCounts, LabelStudioActivities } from '../../src/contracts/activities';
import type { Purpose } from '../../src/contracts/loop-config';
import { satisfies } from '../../src/domain/answer-progress';
import { ledgerKeys } from '../../src/domain/layout';
import { pollInterval } from '../../src/domain/poll-interval';
import { failure, failureOf } from '../failures';
import { askedRound } from './asked-round';
import type { LabelStudioDependencies } from './dependencies';
import { removeDoubles } from './remove-doubles';

/** As in the wait's retry policy: what a look that failed near the deadline or after it waits for the next one. */
const RETRY_MS = 10_000;

/**
 * Looks once. Enough is answered, or the deadline has passed before the look: it ends. Else it fails as pending and
 * says when to look next, so that the whole wait is one activity. Whatever pause a server in trouble asks for, it looks
 * again at the deadline. Where there are more tasks than were recorded it removes the doubles: nobody is to be asked twice, and
 * nothing waits for an answer to both.
 */
export function awaitAnswers(deps: LabelStudioDependencies): LabelStudioActivities['awaitAnswers'] {
  return async (input) => {
    const { until, deadline, pollMs, openedAt } = input;
    const lookedAt = deps.now().getTime();
    const remainingMs = Date.parse(deadline) - lookedAt;
    const { counts, recorded } = await countWithoutDoubles(deps, input).catch((error: unknown) => {
      throw failureOf(error, Math.max(remainingMs, RETRY_MS));
    });
    if (satisfies(counts, until)) return { reason: 'answered', counts };
    if (remainingMs <= 0) return { reason: 'deadline', counts };
    throw failure('AnnotationsPending', progressOf(counts, recorded), {
      nextRetryMs: pollInterval(pollMs, lookedAt - Date.parse(openedAt), remainingMs),
    });
  };
}

type Input = Parameters<LabelStudioActivities['awaitAnswers']>[0];

async function countWithoutDoubles(deps: LabelStudioDependencies, input: Input) {
  const { ledger } = await deps.openLoop(input.configRef);
  const recorded = (await ledger.find(ledgerKeys.tasks(input.round)))?.rows ?? null;
  const counts = await countAnswers(deps, input);
  if (recorded === null || totalOf(counts) <= recorded) return { counts, recorded };

  const { cancellationSignal: signal } = Context.current();
  const asked = await askedRound(ledger, input.round);
  for (const purpose of ['evaluation', 'training'] satisfies Purpose[]) {
    const { labelStudio } = deps;
    const project = input.projects[purpose];
    const found = await labelStudio.listRoundTasks(project, input.round, { signal });
    await removeDoubles({ labelStudio, asked, purpose, project, round: input.round, signal }, found);
  }
  return { counts: await countAnswers(deps, input), recorded };
}

const totalOf = ({ evaluation, training }: AnswerCounts): number => evaluation.total + training.total;

async function countAnswers(
  { openLoop, labelStudio }: LabelStudioDependencies,
  { configRef, round, projects }: Input,
): Promise<AnswerCounts> {
  const { cancellationSignal: signal } = Context.current();
  const { annotators } = (await openLoop(configRef)).config.annotation;
  return {
    evaluation: await labelStudio.countRound(projects.evaluation, round, annotators, { signal }),
    training: await labelStudio.countRound(projects.training, round, annotators, { signal }),
  };
}

function progressOf(counts: AnswerCounts, recorded: number | null): string {
  const { evaluation, training } = counts;
  const gone = (recorded ?? 0) - totalOf(counts);
  const progress = `${evaluation.answered} of ${evaluation.total} answered (evaluation), ${training.answered} of ${training.total} (training)`;
  return gone > 0 ? `${progress}; ${gone} of ${recorded} tasks are gone from Label Studio` : progress;
}
