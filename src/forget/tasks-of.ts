import { z } from 'zod';
import { ledgerKeys } from '../domain/layout';
import type { Ledger } from '../ledger/port';
import { claimsAfter } from '../loops/round-history';
import type { ForgetDependencies, SearchedLoop } from './dependencies';

/** One Label Studio task that shows an image. */
export interface ShownTask {
  project: number;
  taskId: number;
  itemId: string;
  answers: number;
}

const projectsSchema = z.object({ evaluation: z.number(), training: z.number() });

/** Every task of the items, in whatever project of the loop it is: of every generation, and as rounds recorded theirs. */
export async function tasksOf(
  { labelStudio }: ForgetDependencies,
  { ledger }: SearchedLoop,
  itemIds: readonly string[],
): Promise<ShownTask[]> {
  const tasks: ShownTask[] = [];
  for (const project of itemIds.length === 0 ? [] : await projectsOf(ledger)) {
    if ((await labelStudio.getProject(project)) === null) continue;
    for (const { taskId, itemId, answers } of await labelStudio.findTasks(project, itemIds)) {
      tasks.push({ project, taskId, itemId, answers });
    }
  }
  return tasks;
}

async function projectsOf(ledger: Ledger): Promise<number[]> {
  const generations = (await ledger.list(ledgerKeys.projectsFolder)).map(({ key }) => key);
  const ofRounds = (await claimsAfter(ledger, null)).map(({ round }) => ledgerKeys.roundProjects(round));
  const projects = new Set<number>();
  for (const key of [...generations, ...ofRounds]) {
    const ref = await ledger.find(key);
    if (!ref) continue;
    const { evaluation, training } = await ledger.readJson(ref, projectsSchema);
    projects.add(evaluation).add(training);
  }
  return [...projects];
}
