import type { ClassRegistry } from '../contracts/classes';
import type { LoopConfig, Purpose } from '../contracts/loop-config';
import type { AnnotationRow } from '../contracts/rows';
import { meaningIn } from './answer-meaning';
import { CANNOT_TELL, NONE_OF_THESE } from './label-config';

/** What an answer's text is cut to: somebody else wrote it. */
const LONGEST = 80;

/** The sentences, or the first ones and how many more there are. */
export const atMost = (sentences: readonly string[], most: number): string[] =>
  sentences.length <= most
    ? [...sentences]
    : [...sentences.slice(0, most), `and ${sentences.length - most} more like these`];

interface Task {
  taskId: number;
  itemId: string | null;
}

const NOT_COUNTED = 'its answers do not count';

/** A task of the round that does not ask what it was made to ask; `madeFor` is null for one that was not recorded. */
export function changedTask(
  purpose: Purpose,
  { taskId, itemId }: Task,
  { wasDrawn, madeFor }: { wasDrawn: boolean; madeFor: string | null },
): string {
  const task = `${purpose} task ${taskId}`;
  if (itemId === null) return `${task}: has no item id in its data; ${NOT_COUNTED}`;
  if (madeFor !== null && madeFor !== itemId) {
    return `${task}: was made for the item ${madeFor} and names '${cut(itemId)}'; ${NOT_COUNTED}`;
  }
  return wasDrawn
    ? `${task}: shows another picture than that of its item ${itemId}; ${NOT_COUNTED}`
    : `${task}: names the item '${cut(itemId)}', which the round did not draw for it; ${NOT_COUNTED}`;
}

/** A recorded task that is not there; `double` took its place, if there is one. */
export function goneTask(purpose: Purpose, itemId: string, taskId: number, double: number | undefined): string {
  const instead = double === undefined ? 'nobody can answer it' : `answers to task ${double} count in its place`;
  return `${purpose} item ${itemId}: its task ${taskId} is gone, deleted or with its round changed; ${instead}`;
}

/** An answer that says nothing which the loop knows, or null where it does. */
export function unclearAnswer(
  { purpose, taskId, itemId, annotator, skipped, answer }: AnnotationRow,
  choices: number,
  otherControls: readonly string[],
  meaning: ReturnType<typeof meaningIn>,
): string | null {
  if (skipped || (answer !== null && choices === 1 && meaning(answer) !== 'unknown')) return null;
  const by = `${purpose} task ${taskId} (item ${itemId}): user ${annotator}`;
  if (choices > 1) return `${by} chose several, '${cut(answer ?? '')}'; an item has one class`;
  if (answer !== null) return `${by} answered '${cut(answer)}', which is no class of the loop`;
  const others = otherControls.length === 0 ? '' : ` (but one of '${cut(otherControls.join("', '"))}')`;
  return `${by} answered without a choice of 'label'${others}`;
}

export const copiedAnswer = ({ purpose, taskId, itemId, annotator }: AnnotationRow): string =>
  `${purpose} task ${taskId} (item ${itemId}): the answer of user ${annotator} was made from a prediction, though people should not see one`;

export interface ProjectAsFound {
  id: number;
  maximumAnnotations: number;
  showCollabPredictions: boolean;
  /** What its label config offers to choose, or what is wrong with it. */
  offered: readonly string[] | string;
  strangers: number;
  predicted: number;
}

/** What somebody changed in the settings of a round's project that bears on the round's answers. */
export function projectIrregularities(
  purpose: Purpose,
  found: ProjectAsFound,
  { classes, annotation }: LoopConfig,
  registry: ClassRegistry,
): string[] {
  const project = `${purpose} project ${found.id}`;
  const blind = purpose === 'evaluation' || annotation.blind;
  const said: string[] = [];
  if (typeof found.offered === 'string') said.push(`${project}: its label config was changed: ${found.offered}`);
  else {
    const meaning = meaningIn(registry);
    const known = new Set(found.offered.map(meaning));
    const lacking = [...classes.map(({ name }) => name), NONE_OF_THESE, CANNOT_TELL].filter(
      (name) => !known.has(meaning(name)),
    );
    const foreign = found.offered.filter((name) => meaning(name) === 'unknown');
    if (lacking.length > 0) said.push(`${project}: nobody can choose ${listed(lacking)} any more`);
    if (foreign.length > 0) said.push(`${project}: offers ${listed(foreign)}, which is no class of the loop`);
  }
  if (found.maximumAnnotations !== annotation.annotators) {
    said.push(`${project}: asks ${found.maximumAnnotations} people for a task, the loop ${annotation.annotators}`);
  }
  if (blind && found.showCollabPredictions)
    said.push(`${project}: shows predictions, though people should not see them`);
  if (blind && found.predicted > 0) {
    said.push(`${project}: somebody put predictions into ${found.predicted} of the round's tasks`);
  }
  if (found.strangers > 0) said.push(`${project}: holds ${found.strangers} tasks of no round, made by somebody else`);
  return said;
}

const listed = (names: readonly string[]): string => names.map((name) => `'${cut(name)}'`).join(', ');

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
