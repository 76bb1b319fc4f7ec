import type { Purpose } from '../../src/contracts/loop-config';
import type { FoundTask, LabelStudio } from '../../src/label-studio/port';
import type { AskedRound } from './asked-round';

type Task = Pick<FoundTask, 'taskId' | 'itemId' | 'image' | 'answers'>;

export interface DoublesOf {
  labelStudio: Pick<LabelStudio, 'deleteUnanswered' | 'findTasks'>;
  asked: AskedRound;
  purpose: Purpose;
  project: number;
  round: string;
  signal: AbortSignal;
}

/** While we delete one of two tasks somebody may answer it, and the other is the double then. */
const LOOKS = 3;

/**
 * An item may have several tasks where an old request committed late, or where Label Studio's SQLite was locked and it
 * carried out a request twice: those without answers are deleted but one. The one with answers is kept first, then the recorded one, then
 * the lowest id. Several with answers stay, and their answers are merged by item. Tasks that show something else than
 * their item are nobody's doubles. What was removed is looked up: Label Studio's own count of deletions is not to be trusted.
 */
export async function removeDoubles(
  { labelStudio, asked, purpose, project, round, signal }: DoublesOf,
  found: readonly Task[],
): Promise<{ kept: Map<string, Task>; removed: number }> {
  const recorded = new Set(asked.recorded(purpose).map(({ taskId }) => taskId));
  const unwanted = new Set<number>();
  let tasks = found.filter(asked.isSound(purpose));
  for (let look = 1; ; look += 1) {
    const kept = keptOf(tasks, recorded);
    const doubles = tasks.filter((task) => task.answers === 0 && kept.get(task.itemId)?.taskId !== task.taskId);
    if (doubles.length === 0 || look > LOOKS) {
      const left = new Set(tasks.map(({ taskId }) => taskId));
      return { kept, removed: [...unwanted].filter((taskId) => !left.has(taskId)).length };
    }
    for (const { taskId } of doubles) unwanted.add(taskId);
    await labelStudio.deleteUnanswered(project, round, doubles, { signal });
    const doubled = new Set(doubles.map(({ itemId }) => itemId));
    const left = await labelStudio.findTasks(project, [...doubled], { signal });
    tasks = [...tasks.filter(({ itemId }) => !doubled.has(itemId)), ...left.filter(asked.isSound(purpose))];
  }
}

function keptOf(tasks: readonly Task[], recorded: ReadonlySet<number>): Map<string, Task> {
  const keptFirst = (a: Task, b: Task): number =>
    Number(b.answers > 0) - Number(a.answers > 0) ||
    Number(recorded.has(b.taskId)) - Number(recorded.has(a.taskId)) ||
    a.taskId - b.taskId;
  const kept = new Map<string, Task>();
  for (const task of [...tasks].sort(keptFirst)) if (!kept.has(task.itemId)) kept.set(task.itemId, task);
  return kept;
}
