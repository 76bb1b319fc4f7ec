import type { Projects } from '../../src/contracts/activities';
import type { ClassRegistry } from '../../src/contracts/classes';
import type { LoopConfig, Purpose } from '../../src/contracts/loop-config';
import type { AnnotationRow } from '../../src/contracts/rows';
import { meaningIn } from '../../src/domain/answer-meaning';
import { changedTask, copiedAnswer, goneTask, unclearAnswer } from '../../src/domain/irregularities';
import type { AnsweredTask, LabelStudio } from '../../src/label-studio/port';
import type { Ledger } from '../../src/ledger/port';
import { ensureRegistry } from '../../src/loops/class-registry';
import { annotationRows, type ItemTask } from './annotation-rows';
import { type AskedRound, askedRound } from './asked-round';
import { lookAtProject } from './look-at-project';
import { removeDoubles } from './remove-doubles';

interface Reading {
  labelStudio: LabelStudio;
  loop: { config: LoopConfig; ledger: Ledger };
  round: string;
  projects: Projects;
  signal: AbortSignal;
}

/** Everything that Label Studio says about a round. */
interface RoundAnswers {
  rows: AnnotationRow[];
  /** What people changed, and answers that say nothing the loop knows; one sentence each, naming task and item. */
  irregularities: string[];
  /** Label Studio's clock before the first answer was read, ms. */
  asOf: number;
}

/**
 * Reads all answers of a round, joined by item; doubles without answers are removed. Tasks that no longer ask what they were made
 * to ask are left out and named. @throws ProjectMissing where a project of the round was deleted
 */
export async function readRound({ labelStudio, loop, round, projects, signal }: Reading): Promise<RoundAnswers> {
  const { registry } = await ensureRegistry(loop.ledger, loop.config.classes);
  const asked = await askedRound(loop.ledger, round);
  const all: RoundAnswers = { rows: [], irregularities: [], asOf: Number.POSITIVE_INFINITY };
  for (const purpose of ['evaluation', 'training'] as const) {
    const project = projects[purpose];
    const { config } = loop;
    const settings = await lookAtProject({ labelStudio, config, registry, purpose, project, round, signal });
    const read = await labelStudio.readAnswers(project, round, { signal });
    const sound = read.tasks.filter(names).filter(asked.isSound(purpose));
    const doubles = { labelStudio, asked, purpose, project, round, signal };
    const { kept } = await removeDoubles(doubles, sound.map(counted));
    const rows = annotationRows(purpose, sound);
    all.rows.push(...rows);
    all.irregularities.push(
      ...settings,
      ...taskIrregularities(asked, purpose, read.tasks, kept),
      ...answerIrregularities(rows, sound, { registry, blind: purpose === 'evaluation' || config.annotation.blind }),
    );
    all.asOf = Math.min(all.asOf, read.asOf.getTime());
  }
  return all;
}

export const names = (task: AnsweredTask): task is ItemTask => task.itemId !== null;

const counted = ({ taskId, itemId, image, annotations }: ItemTask) => ({
  taskId,
  itemId,
  image,
  answers: annotations.length,
});

function taskIrregularities(
  asked: AskedRound,
  purpose: Purpose,
  tasks: readonly AnsweredTask[],
  kept: ReadonlyMap<string, { taskId: number }>,
): string[] {
  const isSound = asked.isSound(purpose);
  const changed = tasks.filter((task) => !isSound(task));
  const changedIds = new Set(changed.map(({ taskId }) => taskId));
  const answered = new Set(tasks.filter(({ annotations }) => annotations.length > 0).map(({ taskId }) => taskId));
  return [
    ...changed.map((task) => {
      const { taskId, itemId } = task;
      return changedTask(purpose, task, { wasDrawn: asked.drew(purpose, itemId), madeFor: asked.madeFor(taskId) });
    }),
    ...asked.recorded(purpose).flatMap(({ itemId, taskId }) => {
      const counts = kept.get(itemId)?.taskId;
      if (changedIds.has(taskId) || counts === taskId || answered.has(taskId)) return [];
      return [goneTask(purpose, itemId, taskId, counts)];
    }),
  ];
}

function answerIrregularities(
  rows: readonly AnnotationRow[],
  tasks: readonly AnsweredTask[],
  { registry, blind }: { registry: ClassRegistry; blind: boolean },
): string[] {
  const found = new Map(tasks.flatMap(({ annotations }) => annotations.map((one) => [one.annotationId, one] as const)));
  const meaning = meaningIn(registry);
  return rows.flatMap((row) => {
    const { choices = [], otherControls = [], fromPrediction = false } = found.get(row.annotationId) ?? {};
    const unclear = unclearAnswer(row, choices.length, otherControls, meaning);
    return [...(unclear === null ? [] : [unclear]), ...(blind && fromPrediction ? [copiedAnswer(row)] : [])];
  });
}
