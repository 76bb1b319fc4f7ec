import { z } from 'zod';
import type { Projects } from '../contracts/activities';
import type { LoopConfig, Purpose } from '../contracts/loop-config';
import { ledgerKeys } from '../domain/layout';
import { firstSettings, projectMarker, projectSettings } from '../domain/project-settings';
import { LabelStudioRefused } from '../label-studio/errors';
import type { LabelStudio, Project, ProjectSettings } from '../label-studio/port';
import type { Ledger } from '../ledger/port';
import { newestIn } from './round-history';

/** The projects of a loop count generations: a change that would upset people's answers opens the next. */
interface Generation extends Projects {
  generation: number;
}

const generationSchema: z.ZodType<Generation> = z.object({
  generation: z.number().int().positive(),
  evaluation: z.number().int(),
  training: z.number().int(),
});

const PURPOSES: readonly Purpose[] = ['evaluation', 'training'];

interface Setting {
  labelStudio: LabelStudio;
  loop: { config: LoopConfig; ledger: Ledger };
  signal?: AbortSignal | undefined;
}

const options = ({ signal }: Setting) => ({ signal });

/**
 * The two Label Studio projects that the loop's next tasks go to, with the settings of its configuration. They are made
 * where there are none; and anew, as the next generation, where one was deleted, where another number of annotators would
 * reopen every task, and where Label Studio refuses the label config because of answers that are there.
 * @throws the errors of the Label Studio client
 */
export async function ensureLoopProjects(setting: Setting): Promise<Projects> {
  const newest = await newestGeneration(setting);
  const current = newest && (await isBroughtUpToDate(setting, newest)) ? newest : null;
  const { evaluation, training } = current ?? (await openGeneration(setting, (newest?.generation ?? 0) + 1));
  return { evaluation, training };
}

/** The projects of the loop's newest generation, or null before the first. */
async function newestGeneration({ loop: { ledger } }: Pick<Setting, 'loop'>): Promise<Generation | null> {
  const ref = await newestIn(ledger, ledgerKeys.projectsFolder);
  return ref && ledger.readJson(ref, generationSchema);
}

async function isBroughtUpToDate(setting: Setting, generation: Generation): Promise<boolean> {
  for (const purpose of PURPOSES) {
    const project = await setting.labelStudio.getProject(generation[purpose], options(setting));
    if (!project || !(await isUpdated(setting, project, purpose, generation.generation))) return false;
  }
  return true;
}

/** False where the project has answers or tasks that do not go together with the settings. */
async function isUpdated(setting: Setting, project: Project, purpose: Purpose, generation: number): Promise<boolean> {
  const { labelStudio, loop } = setting;
  const wanted = projectSettings(loop.config, purpose, generation);
  if (project.tasks > 0 && project.maximumAnnotations !== wanted.maximum_annotations) return false;
  const changes = changesOf(project, wanted);
  if (Object.keys(changes).length === 0) return true;
  try {
    await labelStudio.updateProject(project.id, changes, options(setting));
    return true;
  } catch (error) {
    const isOfAnswers =
      error instanceof LabelStudioRefused &&
      project.tasks > 0 &&
      changes.label_config !== undefined &&
      (await labelStudio.validateLabelConfig(changes.label_config, options(setting))) === null;
    if (isOfAnswers) return false;
    throw error;
  }
}

function changesOf(project: Project, wanted: ReturnType<typeof projectSettings>): Partial<ProjectSettings> {
  return {
    ...(project.title === wanted.title ? {} : { title: wanted.title }),
    // Label Studio trims it.
    ...(project.labelConfig.trim() === wanted.label_config.trim() ? {} : { label_config: wanted.label_config }),
    ...(project.maximumAnnotations === wanted.maximum_annotations
      ? {}
      : { maximum_annotations: wanted.maximum_annotations }),
    ...(project.showCollabPredictions === wanted.show_collab_predictions
      ? {}
      : { show_collab_predictions: wanted.show_collab_predictions }),
    ...(project.skipQueue === wanted.skip_queue ? {} : { skip_queue: wanted.skip_queue }),
  };
}

async function openGeneration(setting: Setting, generation: number): Promise<Generation> {
  const { ledger } = setting.loop;
  const opened: Generation = {
    generation,
    evaluation: await findOrCreate(setting, 'evaluation', generation),
    training: await findOrCreate(setting, 'training', generation),
  };
  const { ref, created } = await ledger.createJson(ledgerKeys.projects(generation), opened);
  return created ? opened : ledger.readJson(ref, generationSchema);
}

/** Titles are not unique and creations not idempotent: found by its marker, and of several the lowest id. */
async function findOrCreate(setting: Setting, purpose: Purpose, generation: number): Promise<number> {
  const { labelStudio, loop } = setting;
  const marker = projectMarker(loop.config, purpose, generation);
  const settings = projectSettings(loop.config, purpose, generation);
  const [found] = await labelStudio.findProjects(marker, options(setting));
  if (found) {
    const changes = changesOf(found, settings);
    if (Object.keys(changes).length > 0) await labelStudio.updateProject(found.id, changes, options(setting));
    return found.id;
  }
  const created = await labelStudio.createProject(
    { ...settings, ...firstSettings(loop.config, purpose, generation) },
    options(setting),
  );
  const [first = created, ...others] = await labelStudio.findProjects(marker, options(setting));
  // Somebody else was at it too, or Label Studio made two by itself, its SQLite being locked. The others are empty, and are
  // renamed rather than deleted: Label Studio 1.23 loses count of answers that arrive while a project is being deleted, and
  // of all later ones where two deletions overlap.
  for (const { id, tasks } of others) {
    if (tasks === 0) await labelStudio.updateProject(id, { title: 'unused', description: '' }, options(setting));
  }
  return first.id;
}
