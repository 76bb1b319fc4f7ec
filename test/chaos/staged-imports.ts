import { setTimeout as sleep } from 'node:timers/promises';
import type { Projects } from '../../src/contracts/activities';
import type { Purpose } from '../../src/contracts/loop-config';
import type { DrawnRound } from '../activities/label-studio/support/drawn-round';
import { untilItWorks, wholeRound } from '../faults/importers';
import type { ImporterPlan, ImportsPlan } from './imports-plan';

/** Until a server that was killed is there again. */
const PATIENTLY = { pauseMs: 300, tries: 300 };

/** Every importer of a plan at once, and who records when it is through; then the round is recorded. How often steps failed. */
export async function importAll(round: DrawnRound, projects: Projects, plan: ImportsPlan): Promise<number> {
  let failed = 0;
  const patiently = async (run: () => Promise<unknown>): Promise<void> => {
    const { failures } = await untilItWorks(run, PATIENTLY);
    failed += failures.length;
  };
  const record = (): Promise<void> => patiently(() => round.run('recordTasks', wholeRound(round, projects)));
  const importer = async ({ limit, afterMs, backwards, records }: ImporterPlan): Promise<void> => {
    await sleep(afterMs);
    const batches = batchesOf(plan, limit);
    for (const batch of backwards ? batches.reverse() : batches) {
      await patiently(() => round.run('importTasks', { ...wholeRound(round, projects), ...batch }));
    }
    if (records) await record();
  };
  await Promise.all(plan.importers.map(importer));
  await record();
  return failed;
}

function batchesOf(plan: ImportsPlan, limit: number): { purpose: Purpose; offset: number; limit: number }[] {
  return (['evaluation', 'training'] as const).flatMap((purpose) =>
    Array.from({ length: Math.ceil(plan[purpose] / limit) }, (_, n) => ({ purpose, offset: n * limit, limit })),
  );
}
