import type { Finding } from './behaviours';
import { outcomeOf } from './outcome';
import type { ProbePlace } from './probe-place';

/** Sources of moved images are deleted only while they are still the version that was copied. */
export async function probeDeletes(place: ProbePlace): Promise<Finding[]> {
  const former = await place.put('replaced', 'former');
  const present = await place.put('replaced', 'present');
  const remove = (ifMatch: string) => outcomeOf(place.store.delete(place.at('replaced'), { ifMatch }));
  const isGone = async () => (await place.store.head(place.at('replaced'))) === null;

  const other = await remove(former);
  if (other.kind === 'unknown') return [{ behaviour: 'delete', happened: other.said }];
  if (await isGone()) return [{ behaviour: 'conditional delete', happened: 'the version that is there was deleted' }];
  const own = await remove(present);
  if (own.kind === 'unknown') return [{ behaviour: 'delete', happened: own.said }];
  return (await isGone()) ? [] : [{ behaviour: 'delete', happened: 'it is still there' }];
}
