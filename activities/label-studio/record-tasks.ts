import type { LabelStudioActivities } from '../../src/contracts/activities';
import type { TaskRow } from '../../src/contracts/rows';
import { ledgerKeys } from '../../src/domain/layout';
import { TASKS } from '../../src/ledger/tables';
import type { LabelStudioDependencies } from './dependencies';
import { drawnItems } from './drawn-items';
import { importMissing } from './import-missing';

const PURPOSES = ['evaluation', 'training'] as const;

/** Reconciles the whole round: every item has a task, no item two without answers. Then writes `tasks.parquet`, once. */
export function recordTasks(deps: LabelStudioDependencies): LabelStudioActivities['recordTasks'] {
  const { openLoop } = deps;
  return async ({ configRef, round, draw, projects }) => {
    const loop = await openLoop(configRef);
    const recorded = await loop.ledger.find(ledgerKeys.tasks(round));
    if (recorded) return { tasks: recorded, doublesRemoved: 0 };

    const rows: TaskRow[] = [];
    let doublesRemoved = 0;
    for (const purpose of PURPOSES) {
      const project = projects[purpose];
      const items = await drawnItems(loop.ledger, draw, purpose);
      const { tasks, ...done } = await importMissing(deps, { loop, round, project, purpose, items });
      doublesRemoved += done.doublesRemoved;
      rows.push(...items.map(({ itemId }) => ({ itemId, purpose, projectId: project, taskId: idOf(tasks, itemId) })));
    }
    const { ref } = await loop.ledger.createRows(ledgerKeys.tasks(round), TASKS, rows);
    return { tasks: ref, doublesRemoved };
  };
}

function idOf(tasks: ReadonlyMap<string, { taskId: number }>, itemId: string): number {
  const task = tasks.get(itemId);
  // Somebody deleted it this very second: the next attempt imports it.
  if (!task) throw new Error(`the task of item ${itemId} was imported and is gone`);
  return task.taskId;
}
