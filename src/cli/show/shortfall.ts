import { reasonInWords } from '../../domain/unusable';
import type { CensusShortfall } from '../../loops/census-shortfall';

/** What could not be used of a window, a line for each reason, with the first keys of each. */
export function shortfallLines({ unusable, warnings, examples }: CensusShortfall): string[] {
  const lines = (title: string, counts: Record<string, number>): string[] => {
    const said = Object.entries(counts).map(([reason, count]) => {
      const keys = (examples[reason] ?? []).join(', ');
      return `  ${reasonInWords(reason)}: ${count}${keys === '' ? '' : `, as ${keys}`}`;
    });
    return said.length === 0 ? [] : [`${title}:`, ...said];
  };
  return [...lines('Unusable', unusable), ...lines('Usable, but', warnings)];
}
