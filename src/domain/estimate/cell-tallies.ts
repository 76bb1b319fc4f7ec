import type { Cell, CellTally } from '../../contracts/combined-estimate';
import { type JudgedItem, tallyOf } from './judged-items';

/** The cells of a round with the answers to the items that are a sample of them; top-ups are, for no cell spans versions. */
export function cellTallies(cells: readonly Cell[], items: readonly JudgedItem[]): CellTally[] {
  const inCell = cells.map((): JudgedItem[] => []);
  for (const item of items) if (item.sampled && item.cell !== null) inCell[item.cell]?.push(item);
  return cells.map((cell, at) => {
    const own = inCell[at] ?? [];
    return {
      ...cell,
      evaluation: tallyOf(own.filter(({ purpose }) => purpose === 'evaluation')),
      blind: tallyOf(own.filter(({ blind }) => blind)),
      all: tallyOf(own),
    };
  });
}
