import type { AnnotationRow, LabelRow } from '../contracts/rows';

/** A task that is to be answered by one more person than did. */
export interface Reissue {
  itemId: string;
  taskId: number;
  /** How many different people it is to be answered by. */
  people: number;
}

/** Disputed, or skipped by one person: who has not answered yet may decide it. Skipped twice is 'cannot tell'. */
export const needsAnotherPerson = ({ status }: Pick<LabelRow, 'status'>): boolean =>
  status === 'disputed' || status === 'skipped';

/** With one annotator a skip ends a task in Label Studio, with several it does not: who counts there differs. */
export const skipsFinish = (annotators: number): boolean => annotators === 1;

/**
 * How an item is put before one more person, or null where everybody has answered it. Of several tasks of the item it is
 * the one that most people answered: the others' answers count all the same. The number of people follows from the
 * answers as they were collected, so that asking twice asks the same.
 * @param answers all answers to the item, at least one
 * @param members everybody who could answer, by Label Studio's user id
 */
export function reissueOf(
  answers: readonly AnnotationRow[],
  annotators: number,
  members: readonly number[],
): Reissue | null {
  const [first] = answers;
  const answered = new Set(answers.map(({ annotator }) => annotator));
  if (first === undefined || members.every((member) => answered.has(member))) return null;
  const tasks = [...new Set(answers.map(({ taskId }) => taskId))].map((taskId) => ({
    taskId,
    people: peopleWho(answers, taskId, skipsFinish(annotators)),
  }));
  const { taskId, people } = tasks.reduce((a, b) => ((b.people - a.people || a.taskId - b.taskId) > 0 ? b : a));
  return { itemId: first.itemId, taskId, people: Math.max(annotators, people + 1) };
}

/** As Label Studio counts: different people, by what they answered; a user who was deleted is nobody. */
function peopleWho(answers: readonly AnnotationRow[], task: number, skipsCount: boolean): number {
  const counting = answers.filter(
    ({ taskId, annotator, skipped }) => taskId === task && annotator !== 0 && (skipsCount || !skipped),
  );
  return new Set(counting.map(({ annotator }) => annotator)).size;
}
