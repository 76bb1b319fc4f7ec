import type { SkippedTicks } from '../../loops/skipped-ticks';
import { when } from '../output';

/** How many of a loop's last ticks came to nothing, and since when; null where none did. */
export function describeSkippedTicks({ ticks, skipped, since, ongoing }: SkippedTicks): string | null {
  if (since === null) return null;
  return `${skipped} of the last ${ticks} ticks, since ${when(since)}${ongoing ? ', the last one too' : ''}: maxOpenRounds rounds waited for people`;
}
