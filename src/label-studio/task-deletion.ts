import { z } from 'zod';
import { all, ofItems } from './filters';
import type { Http } from './http';
import type { LabelStudio } from './port';

/** Deletion of answered tasks: for `annoloop forget` alone. */
export function createTaskDeletion(http: Http): Pick<LabelStudio, 'deleteTasksOf'> {
  return {
    async deleteTasksOf(project, itemId, taskIds, options) {
      // An empty list of ids would delete every task of the project.
      if (taskIds.length === 0) return;
      // Label Studio on SQLite gives ids away again: the item must be the one that was found under it.
      const { filters } = all(ofItems([itemId]));
      await http.send({
        method: 'POST',
        path: '/api/dm/actions',
        query: { id: 'delete_tasks', project },
        body: { filters, selectedItems: { all: false, included: taskIds } },
        schema: z.unknown(),
        signal: options?.signal,
      });
    },
  };
}
