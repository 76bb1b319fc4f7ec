import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour, Finding } from './behaviours';
import type { ProbePlace } from './probe-place';

/** Long enough to tell a lag from an accident, short enough for a start. */
const PATIENCE_MS = 3_000;
const LOOK_AGAIN_MS = 200;

/** The census and the ledger's folders are read by listings. */
export async function probeListings(place: ProbePlace): Promise<Finding[]> {
  await place.put('listed', 'listed');
  const put = await lag(async () => (await place.listed()).has('listed'));
  await place.store.delete(place.at('listed'));
  const deleted = await lag(async () => !(await place.listed()).has('listed'));
  return [...findingOf('listing after put', put, 'shown'), ...findingOf('listing after delete', deleted, 'gone')];
}

/** How long until it holds, in ms: 0 where it holds at once; null where it does not within our patience. */
async function lag(holds: () => Promise<boolean>): Promise<number | null> {
  if (await holds()) return 0;
  const begun = Date.now();
  while (Date.now() - begun < PATIENCE_MS) {
    await sleep(LOOK_AGAIN_MS);
    if (await holds()) return Date.now() - begun;
  }
  return null;
}

function findingOf(behaviour: Behaviour, lagMs: number | null, word: 'shown' | 'gone'): Finding[] {
  if (lagMs === 0) return [];
  const late = lagMs === null ? `not ${word} within ${PATIENCE_MS / 1000} s` : `${word} only after ${lagMs} ms`;
  return [{ behaviour, happened: `the object was ${late}` }];
}
