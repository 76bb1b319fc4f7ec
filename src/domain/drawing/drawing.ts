import type { DrawCount } from '../../contracts/activities';
import type { ClassRegistry } from '../../contracts/classes';
import type { Cell } from '../../contracts/combined-estimate';
import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow, DrawRow } from '../../contracts/rows';
import type { Window } from '../../contracts/window';
import { itemId } from '../item-id';
import { createCells } from './cells';
import type { Sizing } from './draw-size';
import { cutBy, type Drawn, drawRow, takenBefore } from './drawn';
import { importOrder } from './import-order';
import { createPass, type Pass, type PassInput } from './pass';
import { isUnlimited } from './strategies';

export interface DrawingInput {
  draws: readonly DrawConfig[];
  seed: string;
  window: Window;
  registry: ClassRegistry;
  /** Bucket of the source: part of an item's id. */
  bucket: string;
  /** Name of the loop's grouping tag. */
  groupTag: string | null;
  /** Inner edges of the confidence bands of a model version ('' where production named none); none unless given. */
  edgesOf?: (modelVersion: string) => readonly number[];
  /** What `diverse` draws compare; without it every image is taken to be unlike all others. */
  images?: { hashOf: PassInput['hashOf']; earlier: readonly string[] };
  /** For `size: { margin }`; 95 % and nothing known of the accuracy unless given. */
  sizing?: Sizing;
}

export interface Drawing {
  /**
   * Offers a row of the census, each object once, in any order. What earlier rounds drew must not be offered.
   * @returns whether it is of the population that the evaluation draw is taken from
   */
  add(row: CensusRow): boolean;
  /**
   * Rows whose perceptual hashes are asked for next, and not known yet. What one `diverse` draw takes decides what the next
   * one compares: ask again until there are none, then `finish`.
   */
  imagesWanted(): { itemId: string; row: CensusRow }[];
  /** What was drawn, in the order of import (evaluation first), what each draw could choose from, and the population. */
  finish(): { rows: DrawRow[]; draws: DrawCount[]; cells: Cell[] };
}

const NO_IMAGES: NonNullable<DrawingInput['images']> = { hashOf: () => null, earlier: [] };

/**
 * Draws from a census in one pass, in memory of what is drawn. Draws take turns in the order of the loop file; a later
 * one never takes what an earlier one took, and `matched` counts what was left for it. A draw of limited size takes a
 * simple random sample of what matches (the rows of lowest rank), `lowest` the rows of lowest confidence, ties by rank.
 *
 * One pass suffices because the earlier limited draws take at most Σ size_i rows: a heap of size_j + Σ_{i<j} size_i
 * candidates still holds size_j when those are taken away. What matches an unlimited earlier draw is gone in any case.
 *
 * `probability` is conditional on what matched: taken/matched for a sample, 1 where all that matched was taken, and 1
 * for what `lowest` took (the cut is no chance: rows above it had none, so they must not be weighted for).
 *
 * Rows that the evaluation draw could take are the population of the estimate, counted in cells: see `createCells`.
 */
export function createDrawing(input: DrawingInput): Drawing {
  const { draws, seed, window, registry, sizing = { confidence: 0.95, expected: 0.5 }, images = NO_IMAGES } = input;
  let drawn: Drawn[] = [];
  const drawnBefore = (): string[] => {
    const now = drawn.map(({ row }) => images.hashOf(row.itemId) ?? null);
    return [...images.earlier, ...now.filter((hash) => hash !== null)];
  };
  const passes: Pass[] = [];
  for (const draw of draws) {
    passes.push(createPass(draw, [...passes], { seed, window, registry, sizing, hashOf: images.hashOf, drawnBefore }));
  }
  const goneFor = (at: number): Map<string, CensusRow> => takenBefore(passes[at] as Pass, passes.slice(0, at), drawn);
  /** Lets the draw at this place take its turn. */
  const turn = (pass: Pass, at: number): DrawCount => {
    const { matched, taken } = pass.take(goneFor(at));
    drawn.push(...taken.map((one) => ({ row: drawRow(one, pass.draw, input), base: one.base })));
    return { name: pass.draw.name, purpose: pass.draw.purpose, matched, taken: taken.length };
  };
  const evaluation = draws.findIndex(({ purpose }) => purpose === 'evaluation');
  const cells = createCells(draws, input.edgesOf ?? (() => []));

  return {
    add(row) {
      const reached: number[] = [];
      for (const [at, pass] of passes.entries()) {
        if (!pass.matches(row)) continue;
        reached.push(at);
        if (isUnlimited(pass.draw)) break;
      }
      if (reached.length === 0) return false;
      const later = reached.filter((at) => at > evaluation);
      const base = reached.includes(evaluation) ? cells.count(row, later) : null;
      const id = itemId({ bucket: input.bucket, key: row.key, etag: row.etag });
      for (const at of reached) {
        passes[at]?.offer({ row, itemId: id, base });
      }
      return base !== null;
    },
    imagesWanted() {
      drawn = [];
      if (!draws.some(({ strategy }) => strategy === 'diverse')) return [];
      for (const [at, pass] of passes.entries()) {
        if (pass.draw.strategy === 'diverse') {
          const compared = [...drawn.map(({ row }) => ({ itemId: row.itemId, row })), ...pass.pool(goneFor(at))];
          const unknown = compared.filter(({ itemId: id }) => images.hashOf(id) === undefined);
          if (unknown.length > 0) return unknown;
        }
        turn(pass, at);
      }
      return [];
    },
    finish() {
      drawn = [];
      const counts = passes.map(turn);
      const placed = drawn.map(({ row, base }) => ({ row, base, cutBy: base === null ? null : cutBy(row, passes) }));
      const { cells: list, rows } = cells.finish(placed);
      return { rows: importOrder(rows, input), draws: counts, cells: list };
    },
  };
}
