import type { Finding } from './behaviours';
import { outcomeOf } from './outcome';
import type { ProbePlace } from './probe-place';

/** An MD5 that no object of ours has. */
const NO_VERSION = '0'.repeat(32);
const TAGS = { item: 'probe', label: 'class_00', predicted_class: 'Bread' };

/** Filing copies one version of an object, with its own tags and ours. */
export async function probeCopies(place: ProbePlace): Promise<Finding[]> {
  const etag = await place.put('source', 'source');
  const copy = (to: string, ifMatch: string) =>
    outcomeOf(place.store.copy({ from: place.at('source'), ifMatch, to: place.at(to), size: 6, tags: { ...TAGS } }));
  const findings: Finding[] = [];

  const other = await copy('copy of nothing', NO_VERSION);
  if (other.kind === 'unknown') findings.push({ behaviour: 'conditional copy', happened: other.said });
  else if (other.kind === 'done' || (await place.read('copy of nothing')) !== null) {
    findings.push({ behaviour: 'conditional copy', happened: 'the version that is there was copied' });
  }

  const own = await copy('copy', etag);
  if (own.kind === 'refused') {
    findings.push({ behaviour: 'conditional copy', happened: 'the version that is there was refused too' });
  } else {
    const missing = own.kind === 'unknown' ? own.said : await place.missingTags('copy', TAGS);
    if (missing !== null) findings.push({ behaviour: 'tags of a copy', happened: missing });
  }
  return findings;
}
