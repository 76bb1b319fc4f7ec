import { setTimeout as sleep } from 'node:timers/promises';
import type { Projects } from '../../src/contracts/activities';
import type { DrawnRound } from '../activities/label-studio/support/drawn-round';

/**
 * As Temporal does, without its pauses: the result, and the failures in between. What is not to be retried is thrown.
 * @param pauseMs between two tries, where a server has to come back
 */
export async function untilItWorks<T>(
  run: () => Promise<T>,
  { pauseMs = 0, tries = 20 } = {},
): Promise<{ result: T; failures: string[] }> {
  const failures: string[] = [];
  for (;;) {
    try {
      return { result: await run(), failures };
    } catch (error) {
      const { type, nonRetryable } = error as { type?: string; nonRetryable?: boolean };
      if (nonRetryable || failures.length > tries) throw error;
      failures.push(type ?? String(error));
      if (pauseMs > 0) await sleep(pauseMs);
    }
  }
}

/** The oracle: of each drawn item how many tasks it has, by its task's data. Tasks of no drawn item throw. */
export async function tasksByItem(round: DrawnRound, projects: Projects): Promise<number[]> {
  const lists = [projects.evaluation, projects.training].map((id) =>
    round.labelStudio.listRoundTasks(id, round.scope.round),
  );
  const tasks = (await Promise.all(lists)).flat();
  const drawn = new Set(round.rows.map(({ itemId }) => itemId));
  const stranger = tasks.find(({ itemId }) => !drawn.has(itemId));
  if (stranger) throw new Error(`task ${stranger.taskId} is of no drawn item`);
  return round.rows.map(({ itemId }) => tasks.filter((task) => task.itemId === itemId).length);
}

export const oneEach = (round: DrawnRound): number[] => round.rows.map(() => 1);

export const wholeRound = (round: DrawnRound, projects: Projects) => ({
  ...round.scope,
  draw: round.draw,
  projects,
});

export const batchOf = (
  round: DrawnRound,
  projects: Projects,
  { offset = 0, limit = 100 }: { offset?: number; limit?: number } = {},
) => ({ ...wholeRound(round, projects), purpose: 'evaluation', offset, limit }) as const;

/** A look of the wait for people that finds too few answers. */
export const aLook = (round: DrawnRound, projects: Projects) => ({
  ...round.scope,
  projects,
  until: { evaluation: { answered: 1, atLeast: 1 }, training: { answered: 1 } },
  deadline: new Date(Date.now() + 60_000).toISOString(),
  pollMs: 1000,
  openedAt: new Date().toISOString(),
});
