import { Context } from '@temporalio/activity';
import type { LoopConfig, Purpose } from '../../src/contracts/loop-config';
import type { DrawRow } from '../../src/contracts/rows';
import type { FoundTask } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import { currentRegistry } from '../../src/loops/class-registry';
import { progress } from '../beating';
import { askedRound, comparedWith } from './asked-round';
import type { LabelStudioDependencies } from './dependencies';
import { removeDoubles } from './remove-doubles';
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
 * without our hearing of it is found, not posted twice. What came twice all the same (another attempt at this very
 * moment, Label Studio by itself) is removed. The task of each item.
 */
export async function importMissing(
  deps: LabelStudioDependencies,
  { loop, round, project, purpose, items }: Missing,
): Promise<{ imported: number; tasks: ReadonlyMap<string, Pick<FoundTask, 'taskId'>>; doublesRemoved: number }> {
  const signal = Context.current().cancellationSignal;
  const { labelStudio } = deps;
  const isSound = comparedWith(round, items, []).isSound(purpose);
  const ids = items.map(({ itemId }) => itemId);
  let found = await labelStudio.findTasks(project, ids, { signal });
  const there = new Set(found.filter(isSound).map(({ itemId }) => itemId));
  const missing = items.filter(({ itemId }) => !there.has(itemId));
  if (missing.length > 0) {
    const registry = (await currentRegistry(loop.ledger))?.registry ?? null;
    const making = { deps, config: loop.config, round, registry };
    const tasks = await Promise.all(missing.map((item) => taskOf(making, item, purpose)));
    progress({ purpose, importing: tasks.length });
    await labelStudio.importTasks(project, tasks, { signal });
    found = await labelStudio.findTasks(project, ids, { signal });
  }
  // Looked up by now: an attempt that was thought dead may come back when the round has its tasks.
  const asked = await askedRound(loop.ledger, round);
  const { kept, removed } = await removeDoubles({ labelStudio, asked, purpose, project, round, signal }, found);
  return { imported: missing.length, tasks: kept, doublesRemoved: removed };
}
