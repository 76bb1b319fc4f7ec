import { z } from 'zod';
import type { Projects } from '../../contracts/activities';
import type { LoopConfig, Purpose } from '../../contracts/loop-config';
import { ledgerKeys, versionOf } from '../../domain/layout';
import { projectSettings } from '../../domain/project-settings';
import type { LabelStudio } from '../../label-studio/port';
import type { Ledger } from '../../ledger/port';
import { ensureLoopProjects } from '../../loops/ensure-projects';
import { ensureSourceStorage } from '../../loops/ensure-source-storage';
import { newestIn } from '../../loops/round-history';
import type { Change, StepOptions } from '../change';
import type { ApplyDependencies } from '../dependencies';

const PURPOSES: readonly Purpose[] = ['evaluation', 'training'];

const projectsSchema = z.object({ evaluation: z.number(), training: z.number() });

/**
 * Makes the two Label Studio projects, or brings their settings up to date; a change that would upset people's answers opens
 * their next generation. `projects` is null in a dry run before the first.
 */
export async function ensureProjects(
  { labelStudio, storage }: Pick<ApplyDependencies, 'labelStudio' | 'storage'>,
  ledger: Ledger | null,
  config: LoopConfig,
  { dryRun }: StepOptions,
): Promise<{ projects: Projects | null; changes: Change[] }> {
  const before = ledger && (await newestProjects(ledger));
  const planned = await Promise.all(PURPOSES.map((purpose) => plan(labelStudio, config, purpose, before)));
  if (dryRun || ledger === null) return { projects: before?.projects ?? null, changes: planned };

  const projects = await ensureLoopProjects({ labelStudio, loop: { config, ledger } });
  await ensureSourceStorage(labelStudio, storage, config, projects.training);
  const generation = (await newestProjects(ledger))?.generation ?? 1;
  return {
    projects,
    changes: PURPOSES.map((purpose, at) => {
      const { title } = projectSettings(config, purpose, generation);
      const replaced = before !== null && before.projects[purpose] !== projects[purpose];
      const action = replaced ? 'created' : (planned[at]?.action ?? 'unchanged');
      return { action, what: `Label Studio project '${title}' (${projects[purpose]})` };
    }),
  };
}

interface Generation {
  generation: number;
  projects: Projects;
}

async function newestProjects(ledger: Ledger): Promise<Generation | null> {
  const ref = await newestIn(ledger, ledgerKeys.projectsFolder);
  return ref && { generation: versionOf(ref.key) ?? 1, projects: await ledger.readJson(ref, projectsSchema) };
}

async function plan(
  labelStudio: LabelStudio,
  config: LoopConfig,
  purpose: Purpose,
  before: Generation | null,
): Promise<Change> {
  const wanted = projectSettings(config, purpose, before?.generation ?? 1);
  const what = `Label Studio project '${wanted.title}'`;
  const present = before && (await labelStudio.getProject(before.projects[purpose]));
  if (!present) return { action: 'created', what };
  const same =
    present.title === wanted.title &&
    present.labelConfig === wanted.label_config &&
    present.maximumAnnotations === wanted.maximum_annotations &&
    present.showCollabPredictions === wanted.show_collab_predictions &&
    present.skipQueue === wanted.skip_queue;
  return { action: same ? 'unchanged' : 'updated', what };
}
