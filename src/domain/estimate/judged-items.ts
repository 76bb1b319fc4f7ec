import type { DrawRow, LabelRow } from '../../contracts/rows';

/** One item of the evaluation draw beside what people made of it. */
export interface JudgedItem {
  modelVersion: string | null;
  predicted: number;
  confidence: number | null;
  /** The class people chose, 'none' for none of these, null when the item is unresolved. */
  labelled: number | 'none' | null;
  superseded: boolean;
}

/**
 * Joins the evaluation draw with its labels, by item id. Skipped, disputed, missing and superseded items are
 * unresolved; so is an item without a label row.
 */
export function judgedItems(draw: readonly DrawRow[], labels: readonly LabelRow[]): JudgedItem[] {
  const byItem = new Map(labels.map((label) => [label.itemId, label]));
  return draw
    .filter((row) => row.purpose === 'evaluation')
    .map((row) => {
      const label = byItem.get(row.itemId);
      return {
        modelVersion: row.modelVersion,
        predicted: row.predictedClass,
        confidence: row.confidence,
        labelled: label?.status === 'labelled' ? chosen(label) : null,
        superseded: label?.status === 'superseded',
      };
    });
}

const chosen = (label: LabelRow): number | 'none' | null => (label.noneOfThese ? 'none' : label.classId);

export const isResolved = (item: JudgedItem): boolean => item.labelled !== null;

/** None of these is wrong whatever was predicted. */
export const isRight = (item: JudgedItem): boolean => item.labelled === item.predicted;

export const count = (items: readonly JudgedItem[], is: (item: JudgedItem) => boolean): number =>
  items.reduce((sum, item) => sum + (is(item) ? 1 : 0), 0);
