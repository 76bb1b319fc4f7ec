import type { FoundTask, LabelStudio } from '../../src/label-studio/port';

type Task = Pick<FoundTask, 'taskId' | 'itemId' | 'answers'>;

/**
 * An item may have several tasks where an old request committed late: those without answers are deleted but one, the one
 * with answers and the lowest id being kept first. Several with answers stay, and their answers are merged by item.
 */
export async function removeDoubles(
  labelStudio: Pick<LabelStudio, 'deleteUnanswered'>,
  project: number,
  round: string,
  tasks: readonly Task[],
  signal: AbortSignal,
): Promise<{ kept: Map<string, Task>; removed: number }> {
  const kept = new Map<string, Task>();
  for (const task of [...tasks].sort(keptFirst)) if (!kept.has(task.itemId)) kept.set(task.itemId, task);
  const doubles = tasks.filter((task) => task.answers === 0 && kept.get(task.itemId)?.taskId !== task.taskId);
  const ids = doubles.map(({ taskId }) => taskId);
  return { kept, removed: await labelStudio.deleteUnanswered(project, round, ids, { signal }) };
}

const keptFirst = (a: Task, b: Task): number => Number(b.answers > 0) - Number(a.answers > 0) || a.taskId - b.taskId;
