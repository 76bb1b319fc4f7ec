import type { FoundTask, LabelStudio } from '../../src/label-studio/port';

/**
 * An item may have several tasks where an old request committed late: those without answers are deleted but one, the one
 * with answers and the lowest id being kept first. Several with answers stay, and their answers are merged by item.
 */
export async function removeDoubles(
  labelStudio: Pick<LabelStudio, 'deleteUnanswered'>,
  project: number,
  round: string,
  tasks: readonly FoundTask[],
  signal: AbortSignal,
): Promise<{ kept: Map<string, FoundTask>; removed: number }> {
  const kept = new Map<string, FoundTask>();
  for (const task of [...tasks].sort(keptFirst)) if (!kept.has(task.itemId)) kept.set(task.itemId, task);
  const doubles = tasks.filter((task) => task.answers === 0 && kept.get(task.itemId)?.taskId !== task.taskId);
  const ids = doubles.map(({ taskId }) => taskId);
  return { kept, removed: await labelStudio.deleteUnanswered(project, round, ids, { signal }) };
}

const keptFirst = (a: FoundTask, b: FoundTask): number =>
  Number(b.answers > 0) - Number(a.answers > 0) || a.taskId - b.taskId;
