import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { LabelStudio } from '../../src/label-studio/port';
import { TASKS } from '../../src/ledger/tables';
import { askedRound } from './asked-round';
import type { LabelStudioDependencies } from './dependencies';
import { removeDoubles } from './remove-doubles';

/**
 * What becomes of tasks that nobody answered or skipped, by `annotation.openTasks`. `open` counts the recorded tasks
 * without an answer, `deleted` those of them that Label Studio no longer has: both are the same when it runs again.
 * What was put before one more person who has not answered is left to them too, or finished as it is.
 */
export function settleOpenTasks({
  openLoop,
  labelStudio,
}: LabelStudioDependencies): LabelStudioActivities['settleOpenTasks'] {
  return async ({ configRef, round, projects, tasks }) => {
    const { cancellationSignal: signal } = Context.current();
    const { config, ledger } = await openLoop(configRef);
    const recorded = await ledger.readRows(tasks, TASKS);
    const asked = await askedRound(ledger, round);
    const settled = { open: 0, deleted: 0 };
    for (const purpose of ['evaluation', 'training'] as const) {
      const items = new Set(recorded.filter((row) => row.purpose === purpose).map(({ itemId }) => itemId));
      const project = projects[purpose];
      const found = await labelStudio.listRoundTasks(project, round, { signal });
      await removeDoubles({ labelStudio, asked, purpose, project, round, signal }, found);
      const there = found.filter(asked.isSound(purpose));
      for (const { itemId, answers } of there) if (answers > 0) items.delete(itemId);
      settled.open += items.size;
      const open = there.filter(({ answers }) => answers === 0);
      if (config.annotation.openTasks === 'delete') {
        await labelStudio.deleteUnanswered(project, round, open, { signal });
        await finishReissued(labelStudio, project, round, config.annotation.annotators, signal);
        settled.deleted += items.size;
      } else {
        const left = new Set(open.map(({ itemId }) => itemId));
        settled.deleted += [...items].filter((itemId) => !left.has(itemId)).length;
      }
    }
    return settled;
  };
}

async function finishReissued(
  labelStudio: LabelStudio,
  project: number,
  round: string,
  annotators: number,
  signal: AbortSignal,
): Promise<void> {
  for (const { taskId, finished } of await labelStudio.listReissued(project, round, annotators, { signal })) {
    if (!finished) await labelStudio.finishTask(taskId, annotators, { signal });
  }
}
