import type { Cell } from '../../../src/contracts/combined-estimate';
import type { Population } from '../../../src/contracts/population';
import type { LabelStatus } from '../../../src/contracts/rows';
import type { JudgedItem } from '../../../src/domain/estimate/judged-items';

export interface Judged extends Partial<Omit<JudgedItem, 'status' | 'labelled'>> {
  predicted: number;
  /** A class, 'none', or the status of an item without label. */
  said: number | 'none' | Exclude<LabelStatus, 'labelled'>;
}

/** Evaluation items as people judged them; unlike an empty object, `confidence` is 0.5 and the model `v1`. */
export const judged = (all: readonly Judged[]): JudgedItem[] =>
  all.map(({ said, ...item }, i) => {
    const isLabelled = typeof said === 'number' || said === 'none';
    return {
      itemId: `item-${i}`,
      purpose: 'evaluation',
      modelVersion: 'v1',
      confidence: 0.5,
      topUp: false,
      cell: null,
      sampled: false,
      capturedAt: null,
      lastModified: '2026-11-20T12:00:00Z',
      slices: {},
      blind: true,
      votes: [],
      ...item,
      status: isLabelled ? 'labelled' : said,
      labelled: isLabelled ? said : null,
    };
  });

/** A population of so many objects by model version ('' for none), all of which predict class 0. */
export const populationOf = (versions: Record<string, number>, change: Partial<Population> = {}): Population => ({
  objects: Object.values(versions).reduce((sum, objects) => sum + objects, 0),
  cells: [],
  predictedClasses: Object.fromEntries(
    Object.entries(versions).map(([version, objects]) => [version, { '0': objects }]),
  ),
  confidence: {},
  slices: {},
  times: { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', counts: [0, 0, 0, 0, 0, 0] },
  ...change,
});

export const cellOf = (change: Partial<Cell> = {}): Cell => ({
  modelVersion: 'v1',
  flagged: false,
  corrected: false,
  band: { from: 0, to: 1 },
  reachedBy: [],
  objects: 100,
  ...change,
});
