import type { Finding } from './behaviours';
import { outcomeOf } from './outcome';
import type { ProbePlace } from './probe-place';

/** A store that looks and then writes lets two of these pass now and then. */
const WRITERS = ['one', 'two', 'three', 'four', 'five', 'six'] as const;

/** Claims of windows, and every artifact of the ledger, are created by one writer and adopted by all others. */
export async function probeConditionalPut(place: ProbePlace): Promise<Finding[]> {
  await place.put('present', 'first');
  const second = await outcomeOf(place.put('present', 'second', { create: true }));
  if (second.kind === 'unknown') return found(second.said);
  // A reply may be lost and the request sent again: only what was told that it created has done so.
  const race = await Promise.all(WRITERS.map((by) => outcomeOf(place.put('claim', by, { create: true }))));
  const winners = race.filter(({ kind }) => kind === 'done').length;
  if (second.kind === 'done') return found('the second put was taken too');
  return winners > 1 ? found(`${winners} of ${WRITERS.length} writers were told that they created one key`) : [];
}

const found = (happened: string): Finding[] => [{ behaviour: 'conditional put', happened }];
