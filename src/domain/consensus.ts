import type { AnnotationRow, LabelRow, Vote } from '../contracts/rows';

type Choice = Vote['vote'];

export type Resolution = Pick<LabelRow, 'status' | 'classId' | 'noneOfThese' | 'cannotTell' | 'votes'> & {
  /** Answers that are no class of this loop, as Label Studio stored them: counted and named, never guessed at. */
  unknownAnswers: string[];
};

export interface AnsweredItem {
  /** All answers of all people to this item, also those to doubles of its task, in any order. */
  answers: readonly AnnotationRow[];
  /** How many people should answer: `annotation.annotators`. */
  annotators: number;
  /** The object changed after it was drawn: what people saw is no longer there. */
  superseded: boolean;
  /** What a stored choice means in this loop. */
  meaning: (answer: string) => Exclude<Choice, 'skip'>;
}

/**
 * What the answers to one item amount to.
 *
 * Each person has one vote: their latest answer (by `updatedAt`), or 'skip' when they only skipped. Classes and 'none of
 * these' are votes that decide; 'cannot tell', skips and unknown answers are not. The choice with floor(m/2)+1 votes is
 * the label, m being the people who were asked, or those who decided where more did: with one annotator one vote is
 * enough, and two people who differ have no majority. Without that majority the item is
 * - disputed, when people decided differently;
 * - skipped, when all there is is one skip;
 * - missing otherwise, `cannotTell` when somebody said so or it was skipped twice (by two people, or twice by one).
 */
export function resolveItem({ answers, annotators, superseded, meaning }: AnsweredItem): Resolution {
  const { votes, unknownAnswers } = countVotes(answers, meaning);
  const skips = new Set(answers.filter((answer) => answer.skipped).map((answer) => answer.annotationId)).size;
  const counts = new Map<number | 'none', number>();
  for (const { vote } of votes) if (isDecision(vote)) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  const decided = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const quorum = Math.floor(Math.max(annotators, decided) / 2) + 1;
  const [winner] = [...counts].find(([, count]) => count >= quorum) ?? [];

  const open = { classId: null, noneOfThese: false, cannotTell: false, votes, unknownAnswers };
  if (superseded) return { ...open, status: 'superseded' };
  if (winner === 'none') return { ...open, status: 'labelled', noneOfThese: true };
  if (winner !== undefined) return { ...open, status: 'labelled', classId: winner };
  if (counts.size > 1) return { ...open, status: 'disputed' };
  const onlySkips = votes.length > 0 && votes.every(({ vote }) => vote === 'skip');
  if (onlySkips && skips === 1) return { ...open, status: 'skipped' };
  return { ...open, status: 'missing', cannotTell: skips > 1 || votes.some(({ vote }) => vote === 'cannot-tell') };
}

const isDecision = (vote: Choice): vote is number | 'none' => typeof vote === 'number' || vote === 'none';

/** One vote a person, by their id; an empty answer says nothing that this loop knows. */
function countVotes(
  answers: readonly AnnotationRow[],
  meaning: AnsweredItem['meaning'],
): { votes: Vote[]; unknownAnswers: string[] } {
  const latest = new Map<string, AnnotationRow>();
  for (const answer of answers) {
    const who = personOf(answer);
    const before = latest.get(who);
    if (before === undefined || countsBefore(answer, before)) latest.set(who, answer);
  }
  const unknownAnswers: string[] = [];
  const votes = [...latest.values()]
    .sort((a, b) => a.annotator - b.annotator || a.annotationId - b.annotationId)
    .map((row): Vote => {
      const vote = row.skipped ? 'skip' : row.answer === null ? 'unknown' : meaning(row.answer);
      if (vote === 'unknown') unknownAnswers.push(row.answer ?? '');
      return { annotator: row.annotator, vote, at: row.updatedAt };
    });
  return { votes, unknownAnswers };
}

/** Users who were deleted all have the id 0: two of them are not one person. */
const personOf = ({ annotator, annotationId }: AnnotationRow): string =>
  annotator === 0 ? `answer ${annotationId}` : `user ${annotator}`;

/** Whether `a` counts before `b` of the same person: an answer before a skip, then the later, then the newer id. */
function countsBefore(a: AnnotationRow, b: AnnotationRow): boolean {
  if (a.skipped !== b.skipped) return b.skipped;
  return (Date.parse(a.updatedAt) - Date.parse(b.updatedAt) || a.annotationId - b.annotationId) > 0;
}
