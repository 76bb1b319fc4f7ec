import type { DrawConfig, DrawStrategy, Purpose } from '../../contracts/loop-config';
import type { DrawRow } from '../../contracts/rows';
import { rankOf } from './rank';

/**
 * Gives every drawn row its position within its purpose, which is the order in which people get to see the tasks.
 *
 * Evaluation: seeded random, so that whatever part of it is answered is a random sample. Training: what users flagged,
 * what they corrected, then the other draws as in the loop file; within a draw seeded random again, for the same
 * reason. Annotators who want the least confident first sort by confidence in Label Studio.
 */
export function importOrder(
  rows: readonly Omit<DrawRow, 'position'>[],
  by: { draws: readonly DrawConfig[]; seed: string; window: { start: string } },
): DrawRow[] {
  const rank = rankOf(by.seed, by.window.start, 'import order');
  const place = new Map(by.draws.map((draw, i) => [draw.name, i]));
  const keyed = rows.map((row) => ({
    row,
    urgency: row.purpose === 'evaluation' ? 0 : (URGENCY[row.strategy] ?? LEAST_URGENT),
    place: row.purpose === 'evaluation' ? 0 : (place.get(row.draw) ?? 0),
    rank: rank(row.itemId),
  }));
  keyed.sort((a, b) => a.urgency - b.urgency || a.place - b.place || (a.rank < b.rank ? -1 : 1));
  const ordered = (purpose: Purpose): DrawRow[] =>
    keyed.filter(({ row }) => row.purpose === purpose).map(({ row }, position) => ({ ...row, position }));
  return [...ordered('evaluation'), ...ordered('training')];
}

const URGENCY: Partial<Record<DrawStrategy, number>> = { flagged: 0, corrected: 1 };
const LEAST_URGENT = 2;
