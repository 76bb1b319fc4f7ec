import type { Tally } from '../../contracts/combined-estimate';
import type { DrawRow, LabelRow, LabelStatus, Vote } from '../../contracts/rows';

/** What estimates ask of a drawn item … */
export type JudgedDraw = Pick<
  DrawRow,
  | 'itemId'
  | 'purpose'
  | 'predictedClass'
  | 'confidence'
  | 'modelVersion'
  | 'capturedAt'
  | 'lastModified'
  | 'tags'
  | 'topUp'
  | 'cell'
  | 'sampled'
>;

/** … and of its label. */
export type Judgement = Pick<LabelRow, 'itemId' | 'status' | 'classId' | 'noneOfThese' | 'votes' | 'blind'>;

/** One drawn item beside what people made of it. */
export interface JudgedItem extends Omit<JudgedDraw, 'predictedClass' | 'tags'> {
  predicted: number;
  /** The tags that the loop slices by; '' where it has none. */
  slices: Record<string, string>;
  status: LabelStatus | 'open';
  /** The class people chose, 'none' for none of these, null when the item is unresolved. */
  labelled: number | 'none' | null;
  /** Whether people answered without seeing the prediction. */
  blind: boolean;
  /** Kept where several people voted. */
  votes: Vote[];
}

/** @param slices names of tags; a `label` that is missing leaves the item open */
export function judgedItem(drawn: JudgedDraw, label: Judgement | undefined, slices: readonly string[]): JudgedItem {
  const { itemId, purpose, modelVersion, confidence, capturedAt, lastModified, topUp, cell, sampled } = drawn;
  return {
    itemId,
    purpose,
    modelVersion,
    confidence,
    capturedAt,
    lastModified,
    topUp,
    cell,
    sampled,
    predicted: drawn.predictedClass,
    slices: Object.fromEntries(slices.map((tag) => [tag, drawn.tags[tag]?.trim() ?? ''])),
    status: label?.status ?? 'open',
    labelled: label?.status === 'labelled' ? chosen(label) : null,
    blind: label?.blind ?? purpose === 'evaluation',
    votes: label && label.votes.length > 1 ? label.votes : [],
  };
}

const chosen = (label: Judgement): number | 'none' | null => (label.noneOfThese ? 'none' : label.classId);

export const isResolved = (item: JudgedItem): boolean => item.labelled !== null;

/** None of these is wrong whatever was predicted. */
export const isRight = (item: JudgedItem): boolean => item.labelled === item.predicted;

/** The simple random sample of the whole population: without what was added so that every model version has enough. */
export const isOfRandomSample = ({ purpose, topUp }: Pick<JudgedItem, 'purpose' | 'topUp'>): boolean =>
  purpose === 'evaluation' && !topUp;

export const count = (items: readonly JudgedItem[], is: (item: JudgedItem) => boolean): number =>
  items.reduce((sum, item) => sum + (is(item) ? 1 : 0), 0);

export const tallyOf = (items: readonly JudgedItem[]): Tally => ({
  drawn: items.length,
  resolved: count(items, isResolved),
  right: count(items, isRight),
});
