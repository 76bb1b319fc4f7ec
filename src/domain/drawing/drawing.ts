import type { DrawCount } from '../../contracts/activities';
import type { ClassRegistry } from '../../contracts/classes';
import type { DrawConfig } from '../../contracts/loop-config';
import type { CensusRow, DrawRow } from '../../contracts/rows';
import type { Window } from '../../contracts/window';
import { itemId } from '../item-id';
import { importOrder } from './import-order';
import { LowestHeap } from './lowest-heap';
import { matcher } from './matching';
import { rankOf } from './rank';

export interface DrawingInput {
  draws: readonly DrawConfig[];
  seed: string;
  window: Window;
  registry: ClassRegistry;
  /** Bucket of the source: part of an item's id. */
  bucket: string;
  /** Name of the loop's grouping tag. */
  groupTag: string | null;
}

export interface Drawing {
  /** Offers a row of the census, each object once, in any order. What earlier rounds drew must not be offered. */
  add(row: CensusRow): void;
  /** What was drawn, in the order of import (evaluation first), and what each draw could choose from. */
  finish(): { rows: DrawRow[]; draws: DrawCount[] };
}

interface Candidate {
  row: CensusRow;
  itemId: string;
  rank: string;
}

/** One draw on its way through the census. */
interface Pass {
  draw: DrawConfig;
  matches: (row: CensusRow) => boolean;
  rank: (itemId: string) => string;
  heap: LowestHeap<Candidate>;
  /** Rows that match and that no unlimited earlier draw takes. */
  eligible: number;
}

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
 */
export function createDrawing(input: DrawingInput): Drawing {
  let room = 0;
  const passes: Pass[] = input.draws.map((draw) => {
    const capacity = draw.size === null ? Number.POSITIVE_INFINITY : draw.size + room;
    if (draw.size !== null) room += draw.size;
    return {
      draw,
      matches: matcher(draw, input.window.end, input.registry),
      rank: rankOf(input.seed, input.window.start, `draw ${draw.name}`),
      heap: new LowestHeap(capacity, isCut(draw) ? byConfidence : byRank),
      eligible: 0,
    };
  });

  return {
    add(row) {
      let id: string | undefined;
      for (const pass of passes) {
        if (!pass.matches(row)) continue;
        pass.eligible += 1;
        id ??= itemId({ bucket: input.bucket, key: row.key, etag: row.etag });
        pass.heap.offer({ row, itemId: id, rank: pass.rank(id) });
        if (pass.draw.size === null) return;
      }
    },
    finish() {
      const drawn: Omit<DrawRow, 'position'>[] = [];
      const draws = passes.map((pass, at) => {
        const gone = takenBefore(pass, passes.slice(0, at), drawn);
        const free = pass.heap.ascending().filter((candidate) => !gone.has(candidate.itemId));
        const taken = free.slice(0, pass.draw.size ?? free.length);
        const matched = pass.eligible - gone.size;
        const probability = isCut(pass.draw) ? 1 : taken.length / matched;
        drawn.push(...taken.map((candidate) => drawRow(candidate, pass.draw, probability, input)));
        return { name: pass.draw.name, purpose: pass.draw.purpose, matched, taken: taken.length };
      });
      return { rows: importOrder(drawn, input), draws };
    },
  };
}

/** Earlier draws' rows that this one counted as eligible. */
function takenBefore(pass: Pass, earlier: Pass[], drawn: readonly Omit<DrawRow, 'position'>[]): Set<string> {
  const unlimited = earlier.filter((other) => other.draw.size === null);
  const counted = drawn.filter((row) => pass.matches(row) && !unlimited.some((other) => other.matches(row)));
  return new Set(counted.map((row) => row.itemId));
}

const isCut = (draw: DrawConfig): boolean => draw.strategy === 'low-confidence' && draw.take === 'lowest';

const byRank = (a: Candidate, b: Candidate): number => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0);

const byConfidence = (a: Candidate, b: Candidate): number =>
  (a.row.confidence ?? 1) - (b.row.confidence ?? 1) || byRank(a, b);

function drawRow(
  candidate: Candidate,
  draw: DrawConfig,
  probability: number,
  { bucket, groupTag }: DrawingInput,
): Omit<DrawRow, 'position'> {
  return {
    ...candidate.row,
    itemId: candidate.itemId,
    bucket,
    draw: draw.name,
    strategy: draw.strategy,
    purpose: draw.purpose,
    probability,
    contentSha256: null,
    group: groupTag === null ? null : (candidate.row.tags[groupTag] ?? null),
  };
}
