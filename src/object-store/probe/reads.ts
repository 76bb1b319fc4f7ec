import type { Finding } from './behaviours';
import { outcomeOf } from './outcome';
import type { ProbePlace } from './probe-place';

/** Not every store takes more than ASCII in a tag; every store that has tags takes these. */
const TAGS = { predicted_class: 'Noodles/Pasta', confidence: '0.5' };

export async function probeReads(place: ProbePlace): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const content of ['first', 'second']) {
    await place.put('read', content);
    const read = await place.read('read');
    if (read === content) continue;
    const happened = read === null ? 'there was no such object' : 'other bytes came back';
    findings.push({ behaviour: 'read after write', happened });
    break;
  }
  const tagged = await outcomeOf(place.put('tagged', 'tagged', { tags: TAGS }));
  const missing = tagged.kind === 'unknown' ? tagged.said : await place.missingTags('tagged', TAGS);
  if (missing !== null) findings.push({ behaviour: 'tags of a put', happened: missing });
  return findings;
}
