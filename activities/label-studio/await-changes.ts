import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { Purpose } from '../../src/contracts/loop-config';
import type { AnnotationRow } from '../../src/contracts/rows';
import { pollInterval } from '../../src/domain/poll-interval';
import type { AnsweredTask, LabelStudio } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import { ANNOTATIONS } from '../../src/ledger/tables';
import { failure } from '../failures';
import { annotationRows, sameAnswers } from './annotation-rows';
import { type AskedRound, askedRound } from './asked-round';
import type { LabelStudioDependencies } from './dependencies';
import { withoutForgotten } from './forgotten-answers';
import { names } from './read-round';
import { removeDoubles } from './remove-doubles';

const PURPOSES = ['evaluation', 'training'] as const;

/**
 * Looks once whether Label Studio says something else than what was last collected: of the tasks touched since, which are
 * few, and whether the answered ones all exist (a deleted task is touched by nothing). A double that came late is removed
 * as soon as it is seen. At `until` it ends, after this look.
 */
export function awaitChanges(deps: LabelStudioDependencies): LabelStudioActivities['awaitChanges'] {
  const { openLoop, labelStudio, now } = deps;
  return async ({ configRef, round, projects, annotations, since, until, pollMs }) => {
    const { cancellationSignal: signal } = Context.current();
    const { ledger } = await openLoop(configRef);
    const lookedAt = now().getTime();
    const collected = await withoutForgotten(ledger, await ledger.readRows(annotations, ANNOTATIONS));
    for (const purpose of PURPOSES) {
      const ofPurpose = collected.filter((row) => row.purpose === purpose);
      const look: Look = { labelStudio, ledger, project: projects[purpose], purpose, round, since, signal };
      if (await isChanged(look, ofPurpose)) return { reason: 'changed' };
    }
    const remainingMs = Date.parse(until) - lookedAt;
    if (remainingMs <= 0) return { reason: 'closing' };
    throw failure('AnnotationsUnchanged', `no late, edited or deleted answer since ${since}`, {
      nextRetryMs: pollInterval(pollMs, lookedAt - Date.parse(since), remainingMs),
    });
  };
}

interface Look {
  labelStudio: LabelStudio;
  ledger: Ledger;
  project: number;
  purpose: Purpose;
  round: string;
  since: string;
  signal: AbortSignal;
}

async function isChanged(look: Look, collected: readonly AnnotationRow[]): Promise<boolean> {
  const { labelStudio, ledger, project, purpose, round, since, signal } = look;
  const { tasks } = await labelStudio.readAnswers(project, round, { since, signal });
  if (tasks.length > 0) {
    const asked = await askedRound(ledger, round);
    const touched = new Set(tasks.map(({ taskId }) => taskId));
    const before = collected.filter(({ taskId }) => touched.has(taskId));
    const sound = tasks.filter(names).filter(asked.isSound(purpose));
    if (!sameAnswers(annotationRows(purpose, sound), before)) return true;
    await removeLateDoubles(look, asked, tasks);
  }

  const answered = [...new Set(collected.map(({ taskId }) => taskId))];
  return (await labelStudio.countExisting(project, round, answered, { signal })) < answered.length;
}

async function removeLateDoubles(look: Look, asked: AskedRound, touched: readonly AnsweredTask[]): Promise<void> {
  const { labelStudio, project, signal } = look;
  const recorded = new Set(asked.recorded(look.purpose).map(({ taskId }) => taskId));
  const late = touched.filter(names).filter(({ taskId }) => !recorded.has(taskId));
  if (late.length === 0) return;
  const items = [...new Set(late.map(({ itemId }) => itemId))];
  await removeDoubles({ ...look, asked }, await labelStudio.findTasks(project, items, { signal }));
}
