import type { Finding } from './behaviours';
import type { ProbePlace } from './probe-place';

/** What another worker wrote, or we wrote a moment ago, is what is read. */
export async function probeReads(place: ProbePlace): Promise<Finding[]> {
  for (const content of ['first', 'second']) {
    await place.put('read', content);
    const read = await place.read('read');
    if (read === content) continue;
    const happened = read === null ? 'there was no such object' : 'other bytes came back';
    return [{ behaviour: 'read after write', happened }];
  }
  return [];
}
