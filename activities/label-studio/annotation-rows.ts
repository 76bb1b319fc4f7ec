import type { Purpose } from '../../src/contracts/loop-config';
import type { AnnotationRow } from '../../src/contracts/rows';
import type { AnsweredTask, FoundAnnotation } from '../../src/label-studio/port';

/** A task that names its item. */
export type ItemTask = AnsweredTask & { itemId: string };

/** One row an answer, in an order that does not depend on when they were read. */
export function annotationRows(purpose: Purpose, tasks: readonly ItemTask[]): AnnotationRow[] {
  return tasks
    .flatMap(({ taskId, itemId, annotations }) =>
      annotations.map((found) => ({
        itemId,
        purpose,
        taskId,
        annotationId: found.annotationId,
        annotator: found.annotator,
        createdAt: found.createdAt,
        updatedAt: found.updatedAt,
        skipped: found.skipped,
        answer: answerOf(found),
        leadTimeSeconds: found.leadTimeSeconds,
      })),
    )
    .sort((a, b) => (a.itemId === b.itemId ? a.annotationId - b.annotationId : a.itemId < b.itemId ? -1 : 1));
}

/** Several choices are no class of any loop; they are kept as a text that says so. */
const answerOf = ({ choices }: FoundAnnotation): string | null =>
  choices.length > 1 ? `several: ${choices.join(' + ')}` : (choices[0] ?? null);

/** Whether two collections say the same. When an answer was saved again without a change, they do. */
export function sameAnswers(a: readonly AnnotationRow[], b: readonly AnnotationRow[]): boolean {
  const said = new Set(b.map(saying));
  return a.length === b.length && a.every((row) => said.has(saying(row)));
}

const saying = ({ purpose, itemId, taskId, annotationId, annotator, skipped, answer }: AnnotationRow): string =>
  JSON.stringify([purpose, itemId, taskId, annotationId, annotator, skipped, answer]);
