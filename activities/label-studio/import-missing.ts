import { Context } from '@temporalio/activity';
import type { LoopConfig, Purpose } from '../../src/contracts/loop-config';
import type { DrawRow } from '../../src/contracts/rows';
import type { FoundTask } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import { currentRegistry } from '../../src/loops/class-registry';
import { progress } from '../beating';
import type { LabelStudioDependencies } from './dependencies';
import { taskOf } from './task-data';

interface Missing {
  loop: { config: LoopConfig; ledger: Ledger };
  round: string;
  project: number;
  purpose: Purpose;
  items: readonly DrawRow[];
}

/**
 * Posts the items that have no task in the project, in their order, and looks again: what an earlier attempt committed
 * without our hearing of it is found, not posted twice. All tasks of the items, doubles included.
 */
export async function importMissing(
  deps: LabelStudioDependencies,
  { loop, round, project, purpose, items }: Missing,
): Promise<{ imported: number; tasks: FoundTask[] }> {
  const signal = Context.current().cancellationSignal;
  const { labelStudio } = deps;
  const ids = items.map(({ itemId }) => itemId);
  const before = await labelStudio.findTasks(project, ids, { signal });
  const there = new Set(before.map(({ itemId }) => itemId));
  const missing = items.filter(({ itemId }) => !there.has(itemId));
  if (missing.length === 0) return { imported: 0, tasks: before };

  const registry = (await currentRegistry(loop.ledger))?.registry ?? null;
  const making = { deps, config: loop.config, round, registry };
  const tasks = await Promise.all(missing.map((item) => taskOf(making, item, purpose)));
  progress({ purpose, importing: tasks.length });
  await labelStudio.importTasks(project, tasks, { signal });
  return { imported: tasks.length, tasks: await labelStudio.findTasks(project, ids, { signal }) };
}
