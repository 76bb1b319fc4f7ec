import { Context } from '@temporalio/activity';
import type { LabelStudioActivities } from '../../src/contracts/activities';
import { TASKS } from '../../src/ledger/tables';
import type { LabelStudioDependencies } from './dependencies';

/**
 * What becomes of tasks that nobody answered or skipped, by `annotation.openTasks`. `open` counts the recorded tasks
 * without an answer, `deleted` those of them that Label Studio no longer has: both are the same when it runs again.
 */
export function settleOpenTasks({
  openLoop,
  labelStudio,
}: LabelStudioDependencies): LabelStudioActivities['settleOpenTasks'] {
  return async ({ configRef, round, projects, tasks }) => {
    const { cancellationSignal: signal } = Context.current();
    const { config, ledger } = await openLoop(configRef);
    const recorded = await ledger.readRows(tasks, TASKS);
    const settled = { open: 0, deleted: 0 };
    for (const purpose of ['evaluation', 'training'] as const) {
      const items = new Set(recorded.filter((row) => row.purpose === purpose).map(({ itemId }) => itemId));
      const there = await labelStudio.listRoundTasks(projects[purpose], round, { signal });
      for (const { itemId, answers } of there) if (answers > 0) items.delete(itemId);
      settled.open += items.size;
      const open = there.filter(({ answers }) => answers === 0);
      const ids = open.map(({ taskId }) => taskId);
      if (config.annotation.openTasks === 'delete') {
        await labelStudio.deleteUnanswered(projects[purpose], round, ids, { signal });
        settled.deleted += items.size;
      } else {
        const left = new Set(open.map(({ itemId }) => itemId));
        settled.deleted += [...items].filter((itemId) => !left.has(itemId)).length;
      }
    }
    return settled;
  };
}
