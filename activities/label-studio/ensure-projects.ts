import { Context } from '@temporalio/activity';
import { z } from 'zod';
import type { LabelStudioActivities, Projects } from '../../src/contracts/activities';
import { ledgerKeys } from '../../src/domain/layout';
import { ensureLoopProjects } from '../../src/loops/ensure-projects';
import { ensureSourceStorage } from '../../src/loops/ensure-source-storage';
import { failure } from '../failures';
import type { LabelStudioDependencies } from './dependencies';

const projectsSchema: z.ZodType<Projects> = z.object({ evaluation: z.number().int(), training: z.number().int() });

/**
 * The projects of the round: those of the loop, with the settings of its configuration, when it first asks; later the
 * same, whatever became of the loop's meanwhile. @throws ProjectMissing when one of them was deleted
 */
export function ensureProjects(deps: LabelStudioDependencies): LabelStudioActivities['ensureProjects'] {
  const { openLoop, labelStudio, storage } = deps;
  return async ({ configRef, round }) => {
    const signal = Context.current().cancellationSignal;
    const loop = await openLoop(configRef);
    const { ledger, config } = loop;
    const key = ledgerKeys.roundProjects(round);
    const known = await ledger.find(key);
    if (!known) {
      const projects = await ensureLoopProjects({ labelStudio, loop, signal });
      await ensureSourceStorage(labelStudio, storage, config, projects.training, signal);
      const { ref } = await ledger.createJson(key, projects);
      return ledger.readJson(ref, projectsSchema);
    }
    const projects = await ledger.readJson(known, projectsSchema);
    for (const id of [projects.evaluation, projects.training]) {
      if ((await labelStudio.getProject(id, { signal })) === null) {
        throw failure('ProjectMissing', `project ${id} holds the tasks of ${round}, and Label Studio has it no longer`);
      }
    }
    return projects;
  };
}
