import type { CellTally } from '../../contracts/combined-estimate';
import type { Stratum } from './stratified-interval';

/** Which labels count: the evaluation draw's, every blind one, or also those of people who saw the prediction. */
export type CountedLabels = 'evaluation' | 'blind' | 'all';

/** A cell of one round; those of one round need not say which. */
export type RoundCell = CellTally & { round?: string };

/** Cells merged until answers can be expected in them. */
export interface MergedCell extends Stratum {
  /** The first of the cells merged: what it is like. */
  like: RoundCell;
  /** Most of its objects are flagged or corrected. */
  reported: boolean;
}

/** Below this many expected answers a cell is merged with the next. */
const EXPECTED_ANSWERS = 10;

/**
 * Merges cells that are too small to have answers to speak of, by a rule that looks at numbers of objects and at how
 * many answers a whole group of cells got, never at which cell got them and never at right or wrong: so it takes nothing
 * from the estimate's unbiasedness. Cells form a group where every object had the same chance to be looked at:
 * - those that only the evaluation draw's answers speak for, of one round and model version;
 * - else those of one round, version, flag, correction and `reachedBy`.
 *
 * Within a group, neighbours in confidence (from the lowest) merge until ten answers are to be expected: its objects
 * times the group's answers per object. What remains joins the last one of its kind. Flagged and corrected objects come first; where
 * even all of them together are too few they join the lowest band: as the group is a simple random sample of both, that
 * is no guess about them.
 */
export function mergeCells(cells: readonly RoundCell[], labels: CountedLabels): MergedCell[] {
  return groupsOf(cells, labels).flatMap((group) => {
    const objects = sum(group, (cell) => cell.objects);
    const answers = sum(group, (cell) => cell[labels].resolved);
    const isEnough = (part: readonly RoundCell[]) =>
      sum(part, (cell) => cell.objects) * answers >= EXPECTED_ANSWERS * objects;
    return mergeGroup(group, isEnough).map((part) => merged(part, labels));
  });
}

function groupsOf(cells: readonly RoundCell[], labels: CountedLabels): RoundCell[][] {
  const present = cells.filter((cell) => cell.objects > 0);
  const bySampling = grouped(present, ({ round, modelVersion, flagged, corrected, reachedBy }) =>
    JSON.stringify([round, modelVersion, flagged, corrected, reachedBy]),
  );
  const isEvaluationOnly = (group: RoundCell[]) =>
    group.every((cell) => cell[labels].resolved === cell.evaluation.resolved);
  const evaluationOnly = bySampling.filter(isEvaluationOnly).flat();
  return [
    ...bySampling.filter((group) => !isEvaluationOnly(group)),
    ...grouped(evaluationOnly, ({ round, modelVersion }) => JSON.stringify([round, modelVersion])),
  ];
}

function mergeGroup(group: readonly RoundCell[], isEnough: (part: readonly RoundCell[]) => boolean): RoundCell[][] {
  const done: RoundCell[][] = [];
  let open: RoundCell[] = [];
  for (const kind of grouped(
    [...group].sort(byReportThenBand),
    ({ flagged, corrected }) => `${flagged} ${corrected}`,
  )) {
    const before = done.length;
    for (const cell of kind) {
      open.push(cell);
      if (!isEnough(open)) continue;
      done.push(open);
      open = [];
    }
    if (done.length > before) {
      done.at(-1)?.push(...open);
      open = [];
    }
  }
  const last = done.at(-1);
  if (last === undefined) return [open];
  last.push(...open);
  return done;
}

const isReported = ({ flagged, corrected }: RoundCell): boolean => flagged || corrected;

const byReportThenBand = (a: RoundCell, b: RoundCell): number =>
  Number(isReported(b)) - Number(isReported(a)) ||
  Number(b.corrected) - Number(a.corrected) ||
  Number(b.flagged) - Number(a.flagged) ||
  (a.band?.from ?? -1) - (b.band?.from ?? -1);

function merged(part: readonly RoundCell[], labels: CountedLabels): MergedCell {
  const objects = sum(part, (cell) => cell.objects);
  return {
    like: part[0] as RoundCell,
    reported: 2 * sum(part.filter(isReported), (cell) => cell.objects) > objects,
    objects,
    resolved: sum(part, (cell) => cell[labels].resolved),
    right: sum(part, (cell) => cell[labels].right),
  };
}

function grouped(cells: readonly RoundCell[], keyOf: (cell: RoundCell) => string): RoundCell[][] {
  const groups = new Map<string, RoundCell[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.values()];
}

const sum = (cells: readonly RoundCell[], of: (cell: RoundCell) => number): number =>
  cells.reduce((total, cell) => total + of(cell), 0);
