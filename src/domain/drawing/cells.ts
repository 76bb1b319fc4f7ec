import type { Cell } from '../../contracts/combined-estimate';
import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow, DrawRow } from '../../contracts/rows';
import { bandOf } from './band-edges';
import { isPicky, isUnlimited } from './strategies';

/** A cell as it is known before anything is drawn: what a `lowest` draw cuts comes after. */
interface BaseCell extends Omit<Cell, 'reachedBy'> {
  /** Places of the draws in the loop file. */
  reachedBy: number[];
}

/** A drawn row with its base cell, and the place of the first draw that took everything from it down, if one did. */
interface PlacedRow<Row> {
  row: Row;
  base: number | null;
  cutBy: number | null;
}

/**
 * The cells of a round's population. Counts objects while the census streams by, then splits what draws cut: below its
 * cut such a draw, or one before, took everything, so that the number of these objects is the number drawn.
 */
export interface Cells {
  /** @param reachedBy places of the later draws that could take it. @returns its base cell */
  count(row: CensusRow, reachedBy: readonly number[]): number;
  /** The final list, in an order that does not depend on the census's, and the rows with their places in it. */
  finish<Row extends Pick<DrawRow, 'draw'>>(
    drawn: readonly PlacedRow<Row>[],
  ): { cells: Cell[]; rows: (Row & Pick<DrawRow, 'cell' | 'sampled'>)[] };
}

export function createCells(draws: readonly DrawConfig[], edgesOf: (modelVersion: string) => readonly number[]): Cells {
  const bases: BaseCell[] = [];
  const known = new Map<string, number>();

  const nameOf = (base: BaseCell, cutBy: number | null): Cell => ({
    ...base,
    reachedBy: base.reachedBy.map((at) => (at === cutBy ? `${draws[at]?.name} (taken)` : (draws[at]?.name ?? ''))),
  });
  /** Everything that this cell holds was drawn, or what was drawn of it first is a simple random sample. */
  const isSampled = (base: BaseCell, cutBy: number | null, draw: string): boolean => {
    if (cutBy !== null || base.reachedBy.some((at) => isUnlimited(draws[at] as DrawConfig))) return true;
    const place = draws.findIndex(({ name }) => name === draw);
    const picky = base.reachedBy.find((at) => isPicky(draws[at] as DrawConfig));
    return picky === undefined || place < picky;
  };

  return {
    count({ modelVersion, flagged, correctedClass, confidence }, reachedBy) {
      const band = confidence === null ? null : bandOf(confidence, edgesOf(modelVersion ?? ''));
      const corrected = correctedClass !== null;
      const key = `${flagged ? 1 : 0}${corrected ? 1 : 0} ${band?.from} ${reachedBy.join()} ${modelVersion ?? ''}`;
      const at = known.get(key) ?? bases.length;
      const base = bases[at];
      if (base) {
        base.objects += 1;
        return at;
      }
      known.set(key, at);
      bases.push({ modelVersion, flagged, corrected, band, reachedBy: [...reachedBy], objects: 1 });
      return at;
    },
    finish(drawn) {
      const keyOf = (base: number, cutBy: number | null): string => `${base} ${cutBy}`;
      const taken = new Map<string, { base: number; cutBy: number; objects: number }>();
      for (const { base, cutBy } of drawn) {
        if (base === null || cutBy === null) continue;
        const key = keyOf(base, cutBy);
        const cell = taken.get(key) ?? { base, cutBy, objects: 0 };
        cell.objects += 1;
        taken.set(key, cell);
      }
      const left = bases.map(({ objects }) => objects);
      for (const { base, objects } of taken.values()) left[base] = (left[base] ?? 0) - objects;

      const parts = [
        ...left.flatMap((objects, base) => (objects === 0 ? [] : [{ base, cutBy: null, objects }])),
        ...taken.values(),
      ].map(({ base, cutBy, objects }) => ({
        key: keyOf(base, cutBy),
        cell: { ...nameOf(bases[base] as BaseCell, cutBy), objects },
      }));
      parts.sort((a, b) => compareCells(a.cell, b.cell));
      const places = new Map(parts.map(({ key }, place) => [key, place]));
      return {
        cells: parts.map(({ cell }) => cell),
        rows: drawn.map(({ row, base, cutBy }) => ({
          ...row,
          cell: base === null ? null : (places.get(keyOf(base, cutBy)) ?? null),
          sampled: base !== null && isSampled(bases[base] as BaseCell, cutBy, row.draw),
        })),
      };
    },
  };
}

function compareCells(a: Cell, b: Cell): number {
  return (
    compareText(a.modelVersion ?? '', b.modelVersion ?? '') ||
    Number(a.flagged) - Number(b.flagged) ||
    Number(a.corrected) - Number(b.corrected) ||
    (a.band?.from ?? -1) - (b.band?.from ?? -1) ||
    compareText(a.reachedBy.join(), b.reachedBy.join())
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
