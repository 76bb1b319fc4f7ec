import type { LabelStudioActivities } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import type { LabelStudioDependencies } from './dependencies';
import { drawnItems } from './drawn-items';
import { importMissing } from './import-missing';

/**
 * Imports one batch of the draw of a purpose. Once `tasks.parquet` is written, nothing is imported any more: what is
 * missing then was deleted by somebody.
 */
export function importTasks(deps: LabelStudioDependencies): LabelStudioActivities['importTasks'] {
  return async ({ configRef, round, draw, projects, purpose, offset, limit }) => {
    const loop = await deps.openLoop(configRef);
    const items = (await drawnItems(loop.ledger, draw, purpose)).slice(offset, offset + limit);
    if (await loop.ledger.find(ledgerKeys.tasks(round))) return { imported: 0, found: items.length };
    const batch = { loop, round, project: projects[purpose], purpose, items };
    const { imported, tasks } = await importMissing(deps, batch);
    return { imported, found: tasks.size };
  };
}
